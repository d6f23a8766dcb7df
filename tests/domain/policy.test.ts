import {
  type AccessSettings,
  type Action,
  type Actor,
  anonymous,
  type Permission,
  type Subject,
  type UserStatus,
  userStatuses,
} from '@users/domain';
import { describe, expect, test } from 'vitest';
import { expectRow, held, outcome, person } from './policy-cells.ts';

const everything: Permission[] = [
  'users:read',
  'users:write',
  'users:delete',
  'roles:read',
  'roles:write',
  'sessions:read',
  'sessions:revoke',
  'clients:write',
  'events:read',
  'audit:read',
];

const actors = {
  anonymous,
  plain: person(),
  reader: person('users:read'),
  writer: person('users:write'),
  manager: person('users:read', 'users:write'),
  admin: person(...everything),
  system: { kind: 'system', name: 'worker' },
} satisfies Record<string, Actor>;

describe('actions on nobody in particular', () => {
  //                               anonymous plain reader writer manager admin system
  const rows: [Action, AccessSettings['registration'], string][] = [
    ['root.read', 'open', '                   y y y y y y y'],
    ['root.read', 'closed', '                 y y y y y y y'],
    ['account.register', 'open', '            y y y y y y y'],
    ['account.register', 'invite', '          c c c c c c c'],
    ['account.register', 'closed', '          c c c c c c c'],
    ['account.verify_email', 'open', '        y y y y y y y'],
    ['account.verify_email', 'closed', '      y y y y y y y'],
    ['account.resend_verification', 'open', ' y y y y y y y'],
    ['account.resend_verification', 'closed', 'y y y y y y y'],
    ['session.log_in', 'open', '              y y y y y y y'],
    ['session.log_in', 'closed', '            y y y y y y y'],
    ['session.refresh', 'open', '             y y y y y y y'],
    ['session.refresh', 'closed', '           y y y y y y y'],
    ['session.log_out', 'open', '             u y y y y y y'],
    ['session.log_out', 'closed', '           u y y y y y y'],
    ['user.list', 'open', '                   u f y f y y y'],
    ['user.list', 'closed', '                 u f y f y y y'],
  ];

  test.each(rows)('%s, registration %s', (action, registration, row) => {
    expectRow(actors, row, action, undefined, { registration });
  });
});

describe('actions on a user', () => {
  // Subjects: `self` is the actor, `other` holds no permission, `chief` may delete users, which only admin may too.
  const subjects = {
    self: { id: 'me', permissions: held() },
    other: { id: 'other', permissions: held() },
    chief: { id: 'chief', permissions: held('users:read', 'users:delete') },
  };

  //                                                           anonymous plain reader writer manager admin system
  const rows: ['user.read' | 'user.update', keyof typeof subjects, UserStatus, string][] = [
    ['user.read', 'self', 'pending', '    u y y y y y y'],
    ['user.read', 'self', 'active', '     u y y y y y y'],
    ['user.read', 'self', 'suspended', '  u y y y y y y'],
    ['user.read', 'self', 'deleted', '    u y y y y y y'],
    ['user.read', 'other', 'pending', '   u h y h y y y'],
    ['user.read', 'other', 'active', '    u h y h y y y'],
    ['user.read', 'other', 'suspended', ' u h y h y y y'],
    ['user.read', 'other', 'deleted', '   u h y h y y y'],
    ['user.read', 'chief', 'pending', '   u h y h y y y'],
    ['user.read', 'chief', 'active', '    u h y h y y y'],
    ['user.read', 'chief', 'suspended', ' u h y h y y y'],
    ['user.read', 'chief', 'deleted', '   u h y h y y y'],
    ['user.update', 'self', 'pending', '  u y y y y y y'],
    ['user.update', 'self', 'active', '   u y y y y y y'],
    ['user.update', 'self', 'suspended', 'u y y y y y y'],
    ['user.update', 'self', 'deleted', '  u s s s s s s'],
    ['user.update', 'other', 'pending', ' u h f y y y y'],
    ['user.update', 'other', 'active', '  u h f y y y y'],
    ['user.update', 'other', 'suspended', 'u h f y y y y'],
    ['user.update', 'other', 'deleted', ' u h f s s s s'],
    ['user.update', 'chief', 'pending', ' u h f f f y y'],
    ['user.update', 'chief', 'active', '  u h f f f y y'],
    ['user.update', 'chief', 'suspended', 'u h f f f y y'],
    ['user.update', 'chief', 'deleted', ' u h f f f s s'],
  ];

  test.each(rows)('%s of %s, %s', (action, subject, status, row) => {
    for (const registration of ['open', 'closed'] as const) {
      expectRow(actors, row, action, { ...subjects[subject], status }, { registration });
    }
  });

  test('each status of each subject has its row', () => {
    expect(rows).toHaveLength(2 * Object.keys(subjects).length * userStatuses.length);
    expect(new Set(rows.map((row) => row.slice(0, 3).join())).size).toBe(rows.length);
  });

  // Keycloak CVE-2026-9099: a delegated administrator acts on someone above.
  test('nobody changes a user who holds one permission more than themselves', () => {
    for (const permission of everything) {
      const lacking = person(...everything.filter((one) => one !== permission));
      const subject: Subject = { id: 'other', status: 'active', permissions: held(permission) };
      expect(outcome('user.update', lacking, subject)).toBe('forbidden');
      expect(outcome('user.update', actors.admin, subject)).toBe('allowed');
    }
  });
});
