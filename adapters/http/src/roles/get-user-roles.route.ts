import { z } from '@hono/zod-openapi';
import { GetUserRoles } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { entityTag } from '../entity-tag.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { toUserRoles, userRolesResource } from './user-roles-resource.ts';

const route = operation(
  {
    method: 'get',
    path: '/users/{uuid}/roles',
    operationId: 'getUserRoles',
    tags: ['Roles'],
    summary: 'Read the roles of a user',
    description: 'Own ones, or with `roles:read` those of anyone. The ETag is that of the user.',
    request: { params: z.object({ uuid: userId }) },
    responses: { 200: halResponse('The roles.', userRolesResource, etagHeader) },
  },
  { identity: 'required', errors: GetUserRoles.errors },
);

export function getUserRolesRoute(app: HttpApp, deps: Pick<HttpDependencies, 'getUserRoles'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { uuid } = c.req.valid('param');
    const result = await deps.getUserRoles.execute({ id: uuid }, contextOf(c));
    return c.json(toUserRoles(result, hal.for(c.var.actor)), 200, { ...asHal, ETag: entityTag(result.user.version) });
  });
}
