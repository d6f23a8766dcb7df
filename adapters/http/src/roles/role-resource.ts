import { z } from '@hono/zod-openapi';
import type { RoleResult } from '@users/application';
import { permissions } from '@users/domain';
import { entityTag } from '../entity-tag.ts';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

/** A role on the wire. */
export const roleResource = z
  .object({
    name: z.string(),
    description: z.string(),
    permissions: z.array(z.enum(permissions)),
    built_in: z.boolean().openapi({ description: 'Can be neither changed nor removed.' }),
    version: z.int().openapi({ description: 'Rises with each change; the ETag is made from it.' }),
    _links: links,
    _templates: templates,
  })
  .openapi('Role', { example: roleExample() });

/** With what this caller may do to it. */
export function toRoleResource({ role, actions }: RoleResult, hal: Links): z.input<typeof roleResource> {
  const { name, description, builtIn, version } = role;
  const place = { name };
  return {
    ...{ name, description, permissions: [...role.permissions], built_in: builtIn, version },
    _links: hal.links(actions, place),
    _templates: hal.templates(actions, place, { description, permissions: role.permissions }),
  };
}

/** For answers that show one role. */
export function roleHeaders({ role }: RoleResult): { ETag: string } {
  return { ETag: entityTag(role.version) };
}

export function roleExample(): object {
  return {
    name: 'support',
    description: 'Looks after other accounts.',
    permissions: ['users:read', 'users:write'],
    built_in: false,
    version: 1,
    _links: exampleLinks({ self: '/roles/support' }),
    _templates: {},
  };
}
