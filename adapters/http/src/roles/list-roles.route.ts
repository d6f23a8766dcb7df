import { z } from '@hono/zod-openapi';
import { ListRoles } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, exampleLinks, halResponse, links } from '../hal.ts';
import type { Links } from '../links.ts';
import { roleExample, roleResource, toRoleResource } from './role-resource.ts';

const roleList = z
  .object({ _links: links, _embedded: z.object({ item: z.array(roleResource) }) })
  .openapi('RoleList', { example: { _links: exampleLinks({ self: '/roles' }), _embedded: { item: [roleExample()] } } });

const route = operation(
  {
    method: 'get',
    path: '/roles',
    operationId: 'listRoles',
    tags: ['Roles'],
    summary: 'List roles',
    description: 'With `roles:read`: all of them, by name.',
    responses: { 200: halResponse('The roles.', roleList) },
  },
  { identity: 'required', errors: ListRoles.errors },
);

export function listRolesRoute(app: HttpApp, deps: Pick<HttpDependencies, 'listRoles'>, hal: Links): void {
  const _links = { self: hal.link('/roles', 'Roles') };
  app.openapi(route, async (c) => {
    const found = await deps.listRoles.execute({}, contextOf(c));
    return c.json({ _links, _embedded: { item: found.map((each) => toRoleResource(each, hal)) } }, 200, asHal);
  });
}
