import type { MiddlewareHandler } from 'hono';
import type { HttpContext, HttpEnv } from '../frame/environment.ts';
import type { Problem } from '../problems/problem.ts';

/** For routes that answer a person with pages and a program with JSON: problems too. */
export function answersPeople(
  isPerson: (c: HttpContext) => boolean,
  explain: (c: HttpContext, problem: Problem) => Response | Promise<Response>,
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    c.header('Vary', 'Accept, Accept-Language');
    if (isPerson(c)) c.set('problemPage', (problem) => explain(c, problem));
    await next();
  };
}
