import { z } from '@hono/zod-openapi';
import { CreateRole } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { description, permissionList, roleName } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse, locationHeader } from '../hal.ts';
import { answerOnce, type IdempotencyDependencies, idempotencyKey, replayedHeader } from '../idempotency.ts';
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
    request: { headers: idempotencyKey, body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: {
      201: halResponse('The new role.', roleResource, { ...etagHeader, ...locationHeader, ...replayedHeader }),
    },
  },
  { identity: 'required', errors: CreateRole.errors, codes: ['malformed_idempotency_key'] },
);

export function createRoleRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'createRole'> & IdempotencyDependencies,
  hal: Links,
): void {
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    const { resource, headers } = await answerOnce(c, deps, {
      operationId: 'createRole',
      payload,
      execute: (context) => deps.createRole.execute(payload, context),
      reply: (result) => ({
        headers: { ...asHal, ...roleHeaders(result), Location: hal.url(`/roles/${result.role.name}`) },
        resource: toRoleResource(result, hal),
        subject: null,
      }),
    });
    return c.json(resource, 201, headers);
  });
}
