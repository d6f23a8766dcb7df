import { z } from '@hono/zod-openapi';
import { RefreshSession } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { refreshToken } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { tokensResource, toTokensResource } from './tokens-resource.ts';

const body = z.strictObject({ refresh_token: refreshToken }).openapi('Refresh');

const route = operation(
  {
    method: 'post',
    path: '/auth/refresh',
    operationId: 'refreshSession',
    tags: ['Sessions'],
    summary: 'Refresh the tokens',
    description:
      'A refresh token works once. Sent again within ten seconds it brings the same successor, for an answer that was lost; an older one ends the session, because someone has a copy.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('New tokens of the same session.', tokensResource) },
  },
  { identity: 'unread', errors: RefreshSession.errors },
);

export function refreshRoute(app: HttpApp, deps: Pick<HttpDependencies, 'refreshSession'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { refresh_token } = c.req.valid('json');
    const issued = await deps.refreshSession.execute({ refreshToken: refresh_token }, contextOf(c));
    return c.json(toTokensResource(issued, hal), 200, asHal);
  });
}
