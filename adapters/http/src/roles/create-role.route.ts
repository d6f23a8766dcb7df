import { z } from '@hono/zod-openapi';
import { CreateRole } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { description, permissionList, roleName } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse, locationHeader } from '../hal.ts';
import type { Links } from '../links.ts';
import { roleHeaders, roleResource, toRoleResource } from './role-resource.ts';

const body = z
  .strictObject({ name: roleName, description: description.default(''), permissions: permissionList })
  .openapi('CreateRole');

const route = operation(
  {
    method: 'post',
    path: '/roles',
    operationId: 'createRole',
    tags: ['Roles'],
    summary: 'Make a role',
    description: 'With `roles:write`, out of permissions that its maker holds.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 201: halResponse('The new role.', roleResource, { ...etagHeader, ...locationHeader }) },
  },
  { identity: 'required', errors: CreateRole.errors },
);

export function createRoleRoute(app: HttpApp, deps: Pick<HttpDependencies, 'createRole'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const result = await deps.createRole.execute(c.req.valid('json'), contextOf(c));
    const headers = { ...roleHeaders(result), Location: hal.url(`/roles/${result.role.name}`) };
    return c.json(toRoleResource(result, hal.for(c.var.actor)), 201, { ...asHal, ...headers });
  });
}
