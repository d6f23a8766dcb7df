import { z } from '@hono/zod-openapi';
import { GetUser } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { userHeaders } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'get',
    path: '/users/{uuid}',
    operationId: 'getUser',
    tags: ['Users'],
    summary: 'Read a user',
    description: 'Oneself, or anyone with `users:read`. To everyone else the user does not exist.',
    request: { params: z.object({ uuid: userId }) },
    responses: { 200: halResponse('The user, with what this caller may do to it.', userResource, etagHeader) },
  },
  { identity: 'required', errors: GetUser.errors },
);

export function getUserRoute(app: HttpApp, deps: Pick<HttpDependencies, 'getUser'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { uuid } = c.req.valid('param');
    const result = await deps.getUser.execute({ id: uuid }, contextOf(c));
    return c.json(toUserResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...userHeaders(result) });
  });
}
