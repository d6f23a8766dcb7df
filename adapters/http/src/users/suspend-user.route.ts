import { z } from '@hono/zod-openapi';
import { SuspendUser } from '@users/application';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { endedLinks, endedLinksHeader } from '../ended-links.ts';
import { reason, userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { userHeaders } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const body = z.strictObject({ reason }).openapi('Suspension');

const route = operation(
  {
    method: 'post',
    path: '/users/{uuid}/suspend',
    operationId: 'suspendUser',
    tags: ['Users'],
    summary: 'Suspend a user',
    description:
      'With `users:write`: no log-in, every session ends, and the owner is told by mail. The reason is for other administrators.',
    request: {
      params: z.object({ uuid: userId }),
      headers: ifMatch,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: { 200: halResponse('The user after the change.', userResource, { ...etagHeader, ...endedLinksHeader }) },
  },
  { identity: 'required', errors: SuspendUser.errors, codes: ['malformed_if_match'] },
);

export function suspendUserRoute(app: HttpApp, deps: Pick<HttpDependencies, 'suspendUser'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { uuid: id } = c.req.valid('param');
    const { reason } = c.req.valid('json');
    const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.suspendUser.execute({ id, reason, expectedVersion }, contextOf(c)),
    );
    return c.json(toUserResource(result, hal.for(c.var.actor)), 200, {
      ...asHal,
      ...userHeaders(result),
      ...endedLinks(result),
    });
  });
}
