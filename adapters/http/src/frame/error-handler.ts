import { DependencyUnavailable } from '@users/application';
import type { HttpLog } from '../dependencies.ts';
import type { Links } from '../links.ts';
import { refusalOf } from '../problems/problem.ts';
import { problemResponse } from '../problems/problem-response.ts';
import type { HttpContext } from './environment.ts';

interface Dependencies {
  readonly hal: Links;
  readonly log: HttpLog;
}

/** Nobody reads this answer; the status (nginx's) tells log and metrics that the caller left. */
const clientClosedRequest = 499;

/** Answers whatever a route threw. */
export function errorHandler({ hal, log }: Dependencies) {
  return async (error: Error, c: HttpContext): Promise<Response> => {
    if (c.req.raw.signal.aborted) return new Response(null, { status: clientClosedRequest });
    const refusal = refusalOf(error);
    if (refusal.code === 'internal_error') log.error(traceOf(error, c), 'request failed');
    if (error instanceof DependencyUnavailable) {
      log.warn({ request_id: c.var.requestId, dependency: error.dependency }, 'dependency unavailable');
    }
    return problemResponse(c, refusal, hal);
  };
}

/** Where it happened. Not the message: libraries quote what they were given, and that may be a secret. */
function traceOf(error: Error, c: HttpContext): object {
  const frames = error.stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { request_id: c.var.requestId, error: error.name, code, stack: frames?.join('\n') };
}
