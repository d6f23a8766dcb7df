import type { HttpContext } from '../frame/environment.ts';
import { type Refusal, toProblem } from './problem.ts';
import { problemTable } from './problem-table.ts';

/** `error` is told only to a caller who sent credentials (RFC 6750 §3.1). */
const challenge = 'Bearer realm="users"';
const challengeInvalid = `${challenge}, error="invalid_token", error_description="The access token is not valid"`;

/** Writes a refusal down: as a page where a person reads it, as application/problem+json everywhere else. */
export async function problemResponse(c: HttpContext, found: Refusal, publicUrl: string): Promise<Response> {
  const problem = toProblem(found, { publicUrl, requestId: c.var.requestId });
  const { status } = problemTable[found.code];
  for (const [name, value] of Object.entries(found.headers)) c.header(name, value);
  if (status === 503 && !('Retry-After' in found.headers)) c.header('Retry-After', '2');
  if (status === 401) c.header('WWW-Authenticate', sentInvalidToken(c, found) ? challengeInvalid : challenge);
  c.header('Cache-Control', 'no-store');
  const page = await c.var.problemPage?.(problem);
  return page ?? c.body(JSON.stringify(problem), status, { 'Content-Type': 'application/problem+json' });
}

function sentInvalidToken(c: HttpContext, found: Refusal): boolean {
  return found.code === 'not_authenticated' && c.req.header('authorization') !== undefined;
}
