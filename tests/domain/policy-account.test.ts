import { type Action, type Actor, anonymous, type Permission, permissions, policy, type Subject } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { expectRow, held, person } from './policy-cells.ts';

/** Administration, passwords, sessions and roles. */
const actors = {
  anonymous,
  plain: person(),
  manager: person('users:read', 'users:write'),
  deleter: person('users:read', 'users:delete'),
  guard: person('users:read', 'sessions:revoke'),
  granter: person('roles:read', 'roles:write'),
  admin: person(...permissions),
} satisfies Record<string, Actor>;

// `self` is the actor, `other` holds nothing, `chief` may delete users; of the roles, `strong` grants that.
const subjects: Record<string, Subject> = {
  ...users('self', 'me', held()),
  ...users('other', 'other', held()),
  ...users('chief', 'chief', held('users:read', 'users:delete')),
  // An address that waits for its link.
  'moving self': { id: 'me', status: 'active', permissions: held(), emailChange: {} },
  'moving other': { id: 'other', status: 'active', permissions: held(), emailChange: {} },
  'moving chief': { id: 'chief', status: 'active', permissions: held('users:read', 'users:delete'), emailChange: {} },
  'role custom': { id: 'helper', status: 'custom', permissions: held() },
  'role strong': { id: 'strong', status: 'custom', permissions: held('users:delete') },
  'role built_in': { id: 'user', status: 'built_in', permissions: held() },
};

function users(name: string, id: string, permissions: ReadonlySet<Permission>): Record<string, Subject> {
  const statuses = ['pending', 'active', 'suspended', 'deleted'] as const;
  return Object.fromEntries(statuses.map((status) => [`${name} ${status}`, { id, status, permissions }]));
}

//                                            anonymous plain manager deleter guard granter admin
const cells: readonly [Action, string, string][] = [
  ['account.request_password_reset', '', '      y y y y y y y'],
  ['account.reset_password', '', '              y y y y y y y'],
  ['account.accept_invitation', '', '           y y y y y y y'],
  ['account.confirm_email_change', '', '        y y y y y y y'],
  ['account.revert_email_change', '', '         y y y y y y y'],
  ['account.change_password', '', '             u y y y y y y'],
  ['session.introspect', '', '                  u f f f f f y'],
  ['event.read', '', '                          u f f f f f y'],
  ['user.create', '', '                         u f y f f f y'],
  ['user.soft_delete_many', '', '               u f f y f f y'],
  ['role.list', '', '                           u f f f f y y'],
  ['role.create', '', '                         u f f f f y y'],

  ['user.set_metadata', 'self active', '        u f y f f f y'],
  ['user.set_metadata', 'other active', '       u h y f f h y'],
  ['user.set_metadata', 'other deleted', '      u h s f f h s'],
  ['user.set_metadata', 'chief active', '       u h f f f h y'],
  ['user.change_email', 'self active', '        u y y y y y y'],
  ['user.change_email', 'self pending', '       u s s s s s s'],
  ['user.change_email', 'other active', '       u h y f f h y'],
  ['user.change_email', 'other suspended', '    u h s f f h s'],
  ['user.change_email', 'chief active', '       u h f f f h y'],
  ['user.cancel_email_change', 'moving self', ' u y y y y y y'],
  ['user.cancel_email_change', 'moving other', 'u h y f f h y'],
  ['user.cancel_email_change', 'moving chief', 'u h f f f h y'],
  ['user.cancel_email_change', 'self active', ' u s s s s s s'],
  ['user.cancel_email_change', 'other active', 'u h s f f h s'],
  ['user.cancel_email_change', 'chief active', 'u h f f f h s'],
  ['user.void_email_undo', 'self active', '     u f f f f f f'],
  ['user.void_email_undo', 'other active', '    u h y f f h y'],
  ['user.void_email_undo', 'other suspended', ' u h y f f h y'],
  ['user.void_email_undo', 'other pending', '   u h s f f h s'],
  ['user.void_email_undo', 'other deleted', '   u h s f f h s'],
  ['user.void_email_undo', 'chief active', '    u h f f f h y'],
  ['user.suspend', 'self active', '             u f y f f f y'],
  ['user.suspend', 'other active', '            u h y f f h y'],
  ['user.suspend', 'other pending', '           u h s f f h s'],
  ['user.suspend', 'other suspended', '         u h s f f h s'],
  ['user.suspend', 'other deleted', '           u h s f f h s'],
  ['user.suspend', 'chief active', '            u h f f f h y'],
  ['user.reactivate', 'other suspended', '      u h y f f h y'],
  ['user.reactivate', 'other active', '         u h s f f h s'],
  ['user.reactivate', 'chief suspended', '      u h f f f h y'],
  ['user.soft_delete', 'self active', '         u f f y f f y'],
  ['user.soft_delete', 'other active', '        u h f y f h y'],
  ['user.soft_delete', 'other pending', '       u h f y f h y'],
  ['user.soft_delete', 'other deleted', '       u h f s f h s'],
  ['user.soft_delete', 'chief active', '        u h f y f h y'],
  ['user.restore', 'other deleted', '           u h y f f h y'],
  ['user.restore', 'other active', '            u h s f f h s'],
  ['user.restore', 'chief deleted', '           u h f f f h y'],
  ['user.delete', 'self active', '              u y y y y y y'],
  ['user.delete', 'other active', '             u h f y f h y'],
  ['user.delete', 'other deleted', '            u h f y f h y'],
  ['user.delete', 'chief active', '             u h f y f h y'],
  ['user.read_sessions', 'self active', '       u y y y y y y'],
  ['user.read_sessions', 'other active', '      u h f f y h y'],
  ['user.read_sessions', 'chief active', '      u h f f f h y'],
  ['user.end_sessions', 'self active', '        u y y y y y y'],
  ['user.end_sessions', 'other active', '       u h f f y h y'],
  ['user.end_sessions', 'chief active', '       u h f f f h y'],
  ['user.read_roles', 'self active', '          u y y y y y y'],
  ['user.read_roles', 'other active', '         u h f f f y y'],
  ['user.read_roles', 'chief deleted', '        u h f f f y y'],
  ['user.set_roles', 'self active', '           u f f f f y y'],
  ['user.set_roles', 'other pending', '         u h f f f y y'],
  ['user.set_roles', 'other deleted', '         u h f f f s s'],
  ['user.set_roles', 'chief active', '          u h f f f f y'],

  ['role.read', 'role custom', '                u f f f f y y'],
  ['role.read', 'role built_in', '              u f f f f y y'],
  ['role.update', 'role custom', '              u f f f f y y'],
  ['role.update', 'role built_in', '            u f f f f s s'],
  ['role.update', 'role strong', '              u f f f f f y'],
  ['role.delete', 'role custom', '              u f f f f y y'],
  ['role.delete', 'role built_in', '            u f f f f s s'],
  ['role.delete', 'role strong', '              u f f f f f y'],
];

describe('who may do what to an account or a role', () => {
  test.each(cells)('%s of %s', (action, about, row) => {
    expect(about === '' || subjects[about]).toBeTruthy();
    expectRow(actors, row, action, subjects[about]);
  });

  test('every action is judged in one of the three files', () => {
    const elsewhere = /^(root\.read|account\.(register|verify_email|resend_verification))$/;
    const first = /^(session\.(log_in|refresh|log_out)|user\.(list|read|update))$/;
    const judged = new Set<string>(cells.map(([action]) => action));
    const rest = Object.keys(policy).filter(
      (action) => !elsewhere.test(action) && !first.test(action) && !action.startsWith('client.'),
    );
    expect([...judged].sort()).toEqual(rest.sort());
  });
});
