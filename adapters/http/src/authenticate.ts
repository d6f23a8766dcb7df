import { type Actor, anonymous, NotAuthenticated } from '@users/domain';
import type { MiddlewareHandler } from 'hono';
import type { HttpDependencies } from './dependencies.ts';
import type { HttpContext, HttpEnv } from './frame/environment.ts';

// RFC 6750 §2.1; the scheme without regard to case (RFC 9110 §11.1).
const bearer = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const startsAsBearer = /^\s*bearer/i;
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Reads who calls from the access token, and from nothing else. No header is an anonymous caller; any header that is
 * not a token of ours is refused, never taken for anonymous (Auth.js GHSA-8fpg-xm3f-6cx3). Unsafe methods ask the
 * database, the others may get an answer up to 900 ms old.
 */
export function createIdentify(authenticate: HttpDependencies['authenticate']): (c: HttpContext) => Promise<Actor> {
  return async (c) => {
    const header = c.req.header('authorization');
    if (header === undefined) return anonymous;
    const accessToken = bearer.exec(header)?.[1];
    if (accessToken === undefined) throw new NotAuthenticated();
    const actor = await authenticate.execute({ accessToken, fresh: !safeMethods.has(c.req.method) });
    if (!actor) throw new NotAuthenticated();
    return actor;
  };
}

/** The route's answer depends on who calls. */
export const optionalIdentity: MiddlewareHandler<HttpEnv> = async (c, next) => {
  c.set('actor', await c.var.identify(c));
  await next();
};

/** The route is for signed-in callers: others are told so before their input is looked at. */
export const requiredIdentity: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const actor = await c.var.identify(c);
  if (actor.kind === 'anonymous') throw new NotAuthenticated();
  c.set('actor', actor);
  await next();
};

/**
 * What the body holds proves everything here, so an access token is not read: a client that refreshes because its token
 * has expired may well send it along. A broken one is refused all the same.
 */
export const unreadIdentity: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const header = c.req.header('authorization');
  if (header !== undefined && startsAsBearer.test(header) && !bearer.test(header)) throw new NotAuthenticated();
  await next();
};
