import type { HttpContext } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { type Refusal, toProblem } from './problem.ts';
import { problemTable } from './problem-table.ts';
import { problemType } from './problem-type.ts';

/** `error` is told only to a caller who sent credentials (RFC 6750 §3.1). */
const challenge = 'Bearer realm="users"';
const challengeInvalid = `${challenge}, error="invalid_token", error_description="The access token is not valid"`;

/** RFC 6749 §5.2 wants the scheme that a client is to show its secret by. */
const clientChallenge = 'Basic realm="users", charset="UTF-8"';

/** Writes a refusal down: as a page where a person reads it, in the media type of its kind everywhere else. */
export async function problemResponse(c: HttpContext, found: Refusal, hal: Links): Promise<Response> {
  const problem = toProblem(found, { hal, requestId: c.var.requestId });
  const { status, oauth } = problemTable[found.code];
  for (const [name, value] of Object.entries(found.headers)) c.header(name, value);
  if (status === 503 && !('Retry-After' in found.headers)) c.header('Retry-After', '2');
  if (status === 401) c.header('WWW-Authenticate', challengeFor(c, found));
  c.header('Cache-Control', 'no-store');
  const page = await c.var.problemPage?.(problem);
  return page ?? c.body(JSON.stringify(problem), status, { 'Content-Type': problemType(oauth) });
}

function challengeFor(c: HttpContext, found: Refusal): string {
  if (found.code === 'invalid_client') return clientChallenge;
  return sentInvalidToken(c, found) ? challengeInvalid : challenge;
}

function sentInvalidToken(c: HttpContext, found: Refusal): boolean {
  return found.code === 'not_authenticated' && c.req.header('authorization') !== undefined;
}
