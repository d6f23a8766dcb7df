import type { Affordance } from '../affordance.ts';

/** What may be done with roles. */
export const roleAffordances = {
  'role.list': { rel: 'users:role-list', path: '/roles', title: 'Roles' },
  'role.create': {
    rel: 'users:create-role',
    path: '/roles',
    title: 'Make a role',
    form: { method: 'POST', fields: ['role_name', 'description', 'permissions'] },
  },
  'role.read': { rel: 'self', path: '/roles/{name}', title: 'Role' },
  'role.update': {
    rel: 'edit',
    path: '/roles/{name}',
    title: 'Replace description and permissions',
    form: { method: 'PUT', fields: ['full_description', 'permissions'] },
  },
  'role.delete': {
    rel: 'users:delete-role',
    path: '/roles/{name}',
    title: 'Remove the role',
    form: { method: 'DELETE', fields: [] },
  },
} as const satisfies Record<string, Affordance>;
