import type { Affordance } from '../affordance.ts';

const user = '/users/{uuid}';

/** What may be done with users. */
export const userAffordances = {
  'user.create': {
    rel: 'users:create',
    path: '/users',
    title: 'Invite somebody',
    form: { method: 'POST', fields: ['email', 'full_name', 'locale', 'metadata', 'roles'] },
  },
  'user.soft_delete_many': {
    rel: 'users:soft-delete-many',
    path: '/users/soft_delete',
    title: 'Soft-delete users',
    form: { method: 'POST', fields: ['ids'] },
  },
  'user.read': { rel: 'self', path: user, title: 'User' },
  'user.update': {
    rel: 'edit',
    path: user,
    title: 'Change name or language',
    form: { method: 'PATCH', fields: ['changed_full_name', 'changed_locale'] },
  },
  'user.set_metadata': {
    rel: 'users:set-metadata',
    path: user,
    title: 'Change metadata',
    form: { method: 'PATCH', fields: ['changed_metadata'] },
  },
  'user.change_email': {
    rel: 'users:change-email',
    path: `${user}/email-change`,
    title: 'Change the e-mail address',
    form: { method: 'POST', fields: ['email', 'own_current_password'] },
  },
  'user.cancel_email_change': {
    rel: 'users:cancel-email-change',
    path: `${user}/email-change`,
    title: 'Cancel the change of the e-mail address',
    form: { method: 'DELETE', fields: [] },
  },
  'user.void_email_undo': {
    rel: 'users:void-email-undo',
    path: `${user}/email-undo`,
    title: 'Void links to former addresses',
    form: { method: 'DELETE', fields: [] },
  },
  'user.suspend': {
    rel: 'users:suspend',
    path: `${user}/suspend`,
    title: 'Suspend',
    form: { method: 'POST', fields: ['reason'] },
  },
  'user.reactivate': {
    rel: 'users:reactivate',
    path: `${user}/reactivate`,
    title: 'Lift the suspension',
    form: { method: 'POST', fields: [] },
  },
  'user.soft_delete': {
    rel: 'users:soft-delete',
    path: '/users/soft_delete',
    title: 'Soft-delete: can be restored',
    form: { method: 'POST', fields: ['this_id'] },
  },
  'user.restore': {
    rel: 'users:restore',
    path: `${user}/restore`,
    title: 'Restore',
    form: { method: 'POST', fields: [] },
  },
  'user.delete': {
    rel: 'users:delete',
    path: user,
    title: 'Erase for good',
    form: { method: 'DELETE', fields: [] },
  },
  'user.read_sessions': { rel: 'users:sessions', path: `${user}/sessions`, title: 'Sessions' },
  'user.end_sessions': {
    rel: 'users:end-sessions',
    path: `${user}/sessions`,
    title: 'End all sessions',
    form: { method: 'DELETE', fields: [] },
  },
  'user.read_roles': { rel: 'users:roles', path: `${user}/roles`, title: 'Roles of this user' },
  'user.set_roles': {
    rel: 'users:set-roles',
    path: `${user}/roles`,
    title: 'Replace the roles of this user',
    form: { method: 'PUT', fields: ['all_roles'] },
  },
} as const satisfies Record<string, Affordance>;
