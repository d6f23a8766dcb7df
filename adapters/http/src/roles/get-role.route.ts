import { z } from '@hono/zod-openapi';
import { GetRole } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { roleName } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { roleHeaders, roleResource, toRoleResource } from './role-resource.ts';

const route = operation(
  {
    method: 'get',
    path: '/roles/{name}',
    operationId: 'getRole',
    tags: ['Roles'],
    summary: 'Read a role',
    description: 'With `roles:read`.',
    request: { params: z.object({ name: roleName }) },
    responses: { 200: halResponse('The role, with what this caller may do to it.', roleResource, etagHeader) },
  },
  { identity: 'required', errors: GetRole.errors },
);

export function getRoleRoute(app: HttpApp, deps: Pick<HttpDependencies, 'getRole'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const result = await deps.getRole.execute(c.req.valid('param'), contextOf(c));
    return c.json(toRoleResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...roleHeaders(result) });
  });
}
