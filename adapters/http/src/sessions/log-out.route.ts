import { z } from '@hono/zod-openapi';
import { LogOut } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { refreshToken, sessionMode } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { notBoth } from './one-of-both.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { cookieHeader } from './tokens-resource.ts';

const body = z
  .strictObject({ refresh_token: refreshToken.optional(), session: sessionMode })
  .superRefine(notBoth)
  .openapi('LogOut');

const route = operation(
  {
    method: 'post',
    path: '/auth/logout',
    operationId: 'logOut',
    tags: ['Sessions'],
    summary: 'Log out',
    description:
      'Ends the session of the refresh token in the body or, when `session` says so, in the cookie, which is taken away; without one that of the access token. A refresh token that is no longer good is answered like a good one (RFC 7009).',
    request: { body: { required: false, content: { 'application/json': { schema: body } } } },
    responses: { 204: { description: 'The session is over.', headers: cookieHeader } },
  },
  { identity: 'if_needed', errors: LogOut.errors, codes: ['foreign_origin'] },
);

export function logOutRoute(app: HttpApp, deps: Pick<HttpDependencies, 'logOut'>, cookie: RefreshCookie): void {
  app.openapi(route, async (c) => {
    const { refresh_token: given, session: mode } = c.req.valid('json');
    if (mode === 'cookie') cookie.admit(c);
    const refreshToken = mode === 'cookie' ? cookie.read(c) : (given ?? null);
    if (refreshToken === null) c.set('actor', await c.var.identify(c));
    await deps.logOut.execute({ refreshToken }, contextOf(c));
    if (mode === 'cookie') cookie.remove(c);
    return c.body(null, 204);
  });
}
