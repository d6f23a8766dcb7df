import { type Action, type Actor, anonymous, permissions, policy, type Subject } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { client, expectRow, held, outcome, person } from './policy-cells.ts';

/** Service clients: as what others act on, and as those who act. */

describe('who may do what to a service client', () => {
  const actors = {
    anonymous,
    plain: person(),
    reader: person('users:read', 'roles:read', 'audit:read'),
    keeper: person('clients:write', 'users:read'),
    service: client('clients:write', 'users:read'),
    blind: client('users:read'),
    admin: person(...permissions),
  } satisfies Record<string, Actor>;

  // `weak` may read users; `strong` may delete them too; `me` has the id of who asks.
  const subjects: Record<string, Subject> = {
    'weak in_use': { id: 'weak', status: 'in_use', permissions: held('users:read') },
    'weak revoked': { id: 'weak', status: 'revoked', permissions: held('users:read') },
    'strong in_use': { id: 'strong', status: 'in_use', permissions: held('users:read', 'users:delete') },
    'strong revoked': { id: 'strong', status: 'revoked', permissions: held('users:read', 'users:delete') },
    'me in_use': { id: 'me', status: 'in_use', permissions: held('users:read') },
  };

  //                              anonymous plain reader keeper service blind admin
  const cells: readonly [Action, string, string][] = [
    ['client.issue_token', '', '              y y y y y y y'],
    ['client.list', '', '                     u f f y y f y'],
    ['client.create', '', '                   u f f y y f y'],
    ['client.read', 'weak in_use', '          u f f y y f y'],
    ['client.read', 'weak revoked', '         u f f y y f y'],
    ['client.read', 'strong in_use', '        u f f y y f y'],
    ['client.read', 'me in_use', '            u f f y y f y'],
    ['client.rotate', 'weak in_use', '        u f f y y f y'],
    ['client.rotate', 'weak revoked', '       u f f s s f s'],
    ['client.rotate', 'strong in_use', '      u f f f f f y'],
    ['client.rotate', 'strong revoked', '     u f f f f f s'],
    ['client.rotate', 'me in_use', '          u f f y y f y'],
    ['client.revoke', 'weak in_use', '        u f f y y f y'],
    ['client.revoke', 'weak revoked', '       u f f s s f s'],
    ['client.revoke', 'strong in_use', '      u f f f f f y'],
    ['client.revoke', 'strong revoked', '     u f f f f f s'],
    ['client.revoke', 'me in_use', '          u f f y y f y'],
  ];

  test.each(cells)('%s of %s', (action, about, row) => {
    expect(about === '' || subjects[about]).toBeTruthy();
    expectRow(actors, row, action, subjects[about]);
  });

  test('every action on them is judged', () => {
    const judged = new Set(cells.map(([action]) => action));
    expect([...judged].sort()).toEqual(
      Object.keys(policy)
        .filter((action) => action.startsWith('client.'))
        .sort(),
    );
  });

  test('nobody rotates or revokes one that is granted more than themselves', () => {
    for (const permission of permissions) {
      if (permission === 'clients:write') continue;
      const lacking = permissions.filter((one) => one !== permission);
      const subject: Subject = { id: 'other', status: 'in_use', permissions: held(permission) };
      for (const action of ['client.rotate', 'client.revoke'] as const) {
        for (const kind of [person, client]) expect(outcome(action, kind(...lacking), subject)).toBe('forbidden');
        expect(outcome(action, person(...permissions), subject)).toBe('allowed');
      }
    }
  });
});

describe('what a service client may do', () => {
  const actors = {
    none: client(),
    reader: client('users:read'),
    writer: client('users:read', 'users:write'),
    all: client(...permissions),
  };

  // `same` is a user whose id is that of the client: that makes nothing its own.
  const subjects: Record<string, Subject> = {
    same: { id: 'me', status: 'active', permissions: held() },
    other: { id: 'other', status: 'active', permissions: held() },
    chief: { id: 'chief', status: 'active', permissions: held('users:delete') },
    role: { id: 'helper', status: 'custom', permissions: held() },
  };

  //                                              none reader writer all
  const cells: readonly [Action, string, string][] = [
    ['root.read', '', '                           y y y y'],
    ['account.register', '', '                    y y y y'],
    ['session.log_in', '', '                      y y y y'],
    ['session.refresh', '', '                     y y y y'],
    // Nothing that takes a person: a permission does not make one.
    ['session.log_out', '', '                     f f f f'],
    ['account.change_password', '', '             f f f f'],
    ['session.introspect', '', '                  f f f y'],
    ['user.list', '', '                           f y y y'],
    ['user.create', '', '                         f f y y'],
    ['user.soft_delete_many', '', '               f f f y'],
    ...['same', 'other'].flatMap((subject): [Action, string, string][] => [
      ['user.read', subject, '                    h y y y'],
      ['user.update', subject, '                  h f y y'],
      ['user.set_metadata', subject, '            h f y y'],
      ['user.change_email', subject, '            h f y y'],
      ['user.suspend', subject, '                 h f y y'],
      ['user.soft_delete', subject, '             h f f y'],
      ['user.delete', subject, '                  h f f y'],
      ['user.read_sessions', subject, '           h f f y'],
      ['user.end_sessions', subject, '            h f f y'],
      ['user.read_roles', subject, '              h f f y'],
      ['user.set_roles', subject, '               h f f y'],
    ]),
    ['user.read', 'chief', '                      h y y y'],
    ['user.update', 'chief', '                    h f f y'],
    ['user.suspend', 'chief', '                   h f f y'],
    ['role.list', '', '                           f f f y'],
    ['role.update', 'role', '                     f f f y'],
  ];

  test.each(cells)('%s of %s', (action, about, row) => {
    expect(about === '' || subjects[about]).toBeTruthy();
    expectRow(actors, row, action, subjects[about]);
  });
});
