import { z } from '@hono/zod-openapi';
import { UpdateRole } from '@users/application';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { description, permissionList, roleName } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { validationHook } from '../frame/validation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { roleHeaders, roleResource, toRoleResource } from './role-resource.ts';

const body = z.strictObject({ description, permissions: permissionList }).openapi('RoleReplacement');

const fixedFields = { name: 'cannot be changed', built_in: 'cannot be changed', version: 'cannot be changed here' };

const route = operation(
  {
    method: 'put',
    path: '/roles/{name}',
    operationId: 'updateRole',
    tags: ['Roles'],
    summary: 'Replace description and permissions of a role',
    description:
      'With `roles:write`, for roles that are not built in. Nobody gives a role more than they hold, nor changes one that has more. Whoever holds it gains and loses with it within a second.',
    request: {
      params: z.object({ name: roleName }),
      headers: ifMatch,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: { 200: halResponse('The role after the change.', roleResource, etagHeader) },
  },
  { identity: 'required', errors: UpdateRole.errors, codes: ['malformed_if_match'] },
);

export function updateRoleRoute(app: HttpApp, deps: Pick<HttpDependencies, 'updateRole'>, hal: Links): void {
  app.openapi(
    route,
    async (c) => {
      const change = { ...c.req.valid('param'), ...c.req.valid('json') };
      const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
        deps.updateRole.execute({ ...change, expectedVersion }, contextOf(c)),
      );
      return c.json(toRoleResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...roleHeaders(result) });
    },
    validationHook(fixedFields),
  );
}
