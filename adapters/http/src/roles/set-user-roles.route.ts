import { z } from '@hono/zod-openapi';
import { SetUserRoles } from '@users/application';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { entityTag } from '../entity-tag.ts';
import { roleNames, userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { toUserRoles, userRolesResource } from './user-roles-resource.ts';

const body = z.strictObject({ roles: roleNames }).openapi('SetUserRoles');

const route = operation(
  {
    method: 'put',
    path: '/users/{uuid}/roles',
    operationId: 'setUserRoles',
    tags: ['Roles'],
    summary: 'Replace the roles of a user',
    description:
      'With `roles:write`. Nobody gives or takes more than they hold themselves, and the last active administrator stays one. Who loses a role is signed out.',
    request: {
      params: z.object({ uuid: userId }),
      headers: ifMatch,
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: { 200: halResponse('The roles after the change.', userRolesResource, etagHeader) },
  },
  { identity: 'required', errors: SetUserRoles.errors, codes: ['malformed_if_match'] },
);

export function setUserRolesRoute(app: HttpApp, deps: Pick<HttpDependencies, 'setUserRoles'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const change = { id: c.req.valid('param').uuid, ...c.req.valid('json') };
    const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.setUserRoles.execute({ ...change, expectedVersion }, contextOf(c)),
    );
    return c.json(toUserRoles(result, hal.for(c.var.actor)), 200, { ...asHal, ETag: entityTag(result.user.version) });
  });
}
