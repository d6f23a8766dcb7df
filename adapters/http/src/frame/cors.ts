import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './environment.ts';

const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key, If-Match, Traceparent, X-Request-Id';
const exposedHeaders = 'Allow, ETag, Idempotency-Replayed, Link, Location, Retry-After, WWW-Authenticate, X-Request-Id';
const preflightSeconds = '600';

/** Where the cookie of a browser comes and goes. */
const credentialed: ReadonlySet<string> = new Set([
  '/auth/login',
  '/auth/refresh',
  '/auth/logout',
  '/auth/change-password',
]);

/**
 * Lets pages of the listed origins read answers. Credentials are allowed only where the refresh cookie comes and goes:
 * everywhere else tokens travel in a header that a page sets itself, and there is no cookie to ride on.
 */
export function cors(origins: readonly string[]): MiddlewareHandler<HttpEnv> {
  const allowed = new Set(origins);
  return async (c, next) => {
    c.header('Vary', 'Authorization, Origin');
    const origin = c.req.header('origin');
    if (origin === undefined || !allowed.has(origin)) return next();
    c.header('Access-Control-Allow-Origin', origin);
    if (credentialed.has(c.req.path)) c.header('Access-Control-Allow-Credentials', 'true');
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
