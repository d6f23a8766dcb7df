import { z } from '@hono/zod-openapi';
import { affordances, ListRoles } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, exampleLinks, halResponse, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';
import { roleExample, roleResource, toRoleResource } from './role-resource.ts';

const roleList = z
  .object({ _links: links, _templates: templates, _embedded: z.object({ item: z.array(roleResource) }) })
  .openapi('RoleList', {
    example: { _links: exampleLinks({ self: '/roles' }), _templates: {}, _embedded: { item: [roleExample()] } },
  });

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

export function listRolesRoute(app: HttpApp, deps: Pick<HttpDependencies, 'listRoles' | 'settings'>, hal: Links): void {
  const _links = { self: hal.link('/roles', 'Roles') };
  app.openapi(route, async (c) => {
    const found = await deps.listRoles.execute({}, contextOf(c));
    const { actor } = c.var;
    const mine = hal.for(actor);
    const actions = [...affordances(actor, deps.settings)].filter((action) => action === 'role.create');
    const item = found.map((each) => toRoleResource(each, mine));
    return c.json({ _links, _templates: mine.templates(actions), _embedded: { item } }, 200, asHal);
  });
}
