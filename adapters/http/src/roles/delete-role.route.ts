import { z } from '@hono/zod-openapi';
import { DeleteRole } from '@users/application';
import { expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { roleName } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/roles/{name}',
    operationId: 'deleteRole',
    tags: ['Roles'],
    summary: 'Remove a role',
    description: 'With `roles:write`, when nobody holds it and it is not built in.',
    request: { params: z.object({ name: roleName }), headers: ifMatch },
    responses: { 204: { description: 'The role is gone.' } },
  },
  { identity: 'required', errors: DeleteRole.errors, codes: ['malformed_if_match'] },
);

export function deleteRoleRoute(app: HttpApp, deps: Pick<HttpDependencies, 'deleteRole'>): void {
  app.openapi(route, async (c) => {
    const { name } = c.req.valid('param');
    await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.deleteRole.execute({ name, expectedVersion }, contextOf(c)),
    );
    return c.body(null, 204);
  });
}
