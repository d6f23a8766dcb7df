import { z } from '@hono/zod-openapi';
import { LogOut } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { refreshToken } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const body = z.strictObject({ refresh_token: refreshToken.optional() }).openapi('LogOut');

const route = operation(
  {
    method: 'post',
    path: '/auth/logout',
    operationId: 'logOut',
    tags: ['Sessions'],
    summary: 'Log out',
    description:
      'Ends the session of the refresh token in the body, or without one that of the access token. A refresh token that is no longer good is answered like a good one (RFC 7009).',
    request: { body: { required: false, content: { 'application/json': { schema: body } } } },
    responses: { 204: { description: 'The session is over.' } },
  },
  { identity: 'if_needed', errors: LogOut.errors },
);

export function logOutRoute(app: HttpApp, deps: Pick<HttpDependencies, 'logOut'>): void {
  app.openapi(route, async (c) => {
    const { refresh_token: given = null } = c.req.valid('json');
    if (given === null) c.set('actor', await c.var.identify(c));
    await deps.logOut.execute({ refreshToken: given }, contextOf(c));
    return c.body(null, 204);
  });
}
