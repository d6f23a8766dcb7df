import type { MiddlewareHandler } from 'hono';
import { RequestRefused } from '../problems/request-refused.ts';
import type { HttpEnv } from './environment.ts';

/**
 * Refuses bodies of other types than these. The library is more generous: it takes any `+json` for JSON, and one kind
 * of form for the other. A body without a type it refuses itself. Compressed bodies are refused too (RFC 9110 §8.4): none
 * is so large that it would need to be, and a small one could unfold to anything.
 */
export function mediaTypes(accepted: readonly string[]): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const given = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    const coding = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
    const known = given === undefined || accepted.includes(given);
    if (!known || coding !== 'identity') throw new RequestRefused('unsupported_media_type');
    await next();
  };
}
