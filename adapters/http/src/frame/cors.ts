import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './environment.ts';

const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key, If-Match, Traceparent, X-Request-Id';
const exposedHeaders = 'Allow, ETag, Idempotency-Replayed, Link, Location, Retry-After, WWW-Authenticate, X-Request-Id';
const preflightSeconds = '600';

/**
 * Lets pages of the listed origins read answers. Credentials are never allowed: tokens travel in a header that a page
 * sets itself, so there is no cookie to ride on.
 */
export function cors(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  const allowed = new Set(origins);
  return async (c, next) => {
    c.header('Vary', 'Authorization, Origin');
    const origin = c.req.header('origin');
    if (origin === undefined || !allowed.has(origin)) return next();
    c.header('Access-Control-Allow-Origin', origin);
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    if (c.req.method !== 'OPTIONS' || c.req.header('access-control-request-method') === undefined) {
      c.header('Access-Control-Expose-Headers', exposedHeaders);
      return next();
    }
    c.header('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
    c.header('Access-Control-Allow-Headers', allowedHeaders);
    c.header('Access-Control-Max-Age', preflightSeconds);
    return c.body(null, 204);
  };
}
