import { z } from '@hono/zod-openapi';
import type { UserResult } from '@users/application';
import { exampleLinks, links, templates } from '../hal.ts';
import type { Links } from '../links.ts';

/** The roles that a user holds. */
export const userRolesResource = z
  .object({ roles: z.array(z.string()), _links: links, _templates: templates })
  .openapi('UserRoles', {
    example: {
      roles: ['support', 'user'],
      _links: exampleLinks({ self: '/users/01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44/roles' }),
      _templates: {},
    },
  });

export function toUserRoles({ user, actions }: UserResult, hal: Links): z.input<typeof userRolesResource> {
  const place = { uuid: user.id };
  const next = [...actions].filter((action) => action === 'user.set_roles');
  return {
    roles: [...user.roles],
    _links: {
      self: hal.link(`/users/${user.id}/roles`, 'Roles of this user'),
      ...(actions.has('user.read') && { up: hal.link(`/users/${user.id}`, 'User') }),
      ...hal.links(next, place),
    },
    _templates: hal.templates(next, place, { roles: user.roles }),
  };
}
