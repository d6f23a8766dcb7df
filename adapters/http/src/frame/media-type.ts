import type { MiddlewareHandler } from 'hono';
import { RequestRefused } from '../problems/request-refused.ts';
import type { HttpEnv } from './environment.ts';

/**
 * Refuses bodies of other types than these. The library is more generous: it takes any `+json` for JSON, and one kind
 * of form for the other. A body without a type it refuses itself.
 */
export function mediaTypes(accepted: readonly string[]): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const given = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (given !== undefined && !accepted.includes(given)) throw new RequestRefused('unsupported_media_type');
    await next();
  };
}
