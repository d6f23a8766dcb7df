import { z } from '@hono/zod-openapi';
import { RestoreUser } from '@users/application';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { noBody } from '../no-body.ts';
import { userHeaders } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'post',
    path: '/users/{uuid}/restore',
    operationId: 'restoreUser',
    tags: ['Users'],
    summary: 'Restore a soft-deleted user',
    description: 'With `users:write`: back to the state before the deletion; a suspended user stays suspended.',
    request: {
      params: z.object({ uuid: userId }),
      headers: ifMatch,
      body: noBody,
    },
    responses: { 200: halResponse('The user after the change.', userResource, etagHeader) },
  },
  { identity: 'required', errors: RestoreUser.errors, codes: ['malformed_if_match'] },
);

export function restoreUserRoute(app: HttpApp, deps: Pick<HttpDependencies, 'restoreUser'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { uuid: id } = c.req.valid('param');

    const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.restoreUser.execute({ id, expectedVersion }, contextOf(c)),
    );
    return c.json(toUserResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...userHeaders(result) });
  });
}
