import {
  type AccessSettings,
  type Action,
  type Actor,
  anonymous,
  decide,
  type Permission,
  type Subject,
  type UserStatus,
  userStatuses,
} from '@users/domain';
import { describe, expect, test } from 'vitest';

/**
 * Every cell is written here by hand, none is derived from the table under test. Letters of a cell:
 * `y` allowed, `u` unauthenticated, `f` forbidden, `h` hidden, `s` wrong state, `c` registration closed.
 */
type Cell = 'y' | 'u' | 'f' | 'h' | 's' | 'c';

const reasons: Record<Cell, string> = {
  y: 'allowed',
  u: 'unauthenticated',
  f: 'forbidden',
  h: 'hidden',
  s: 'wrong_state',
  c: 'registration_closed',
};

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
  plain: person([]),
  reader: person(['users:read']),
  writer: person(['users:write']),
  manager: person(['users:read', 'users:write']),
  admin: person(everything),
  system: { kind: 'system', name: 'worker' },
} satisfies Record<string, Actor>;

type ActorName = keyof typeof actors;
const names = Object.keys(actors) as ActorName[];

function person(permissions: Permission[]): Actor {
  return { kind: 'user', id: 'me', sessionId: 'my-session', roles: [], permissions: new Set(permissions) };
}

const open: AccessSettings = { registration: 'open' };

function cell(action: Action, actor: Actor, settings: AccessSettings, subject?: Subject): string {
  const decision = decide(action, actor, settings, subject);
  return decision.allowed ? 'allowed' : decision.reason;
}

/** Cells in the order of `actors`. */
function expectRow(action: Action, row: string, settings: AccessSettings, subject?: Subject): void {
  const cells = row.split(' ') as Cell[];
  expect(cells).toHaveLength(names.length);
  const expected = Object.fromEntries(names.map((name, index) => [name, reasons[cells[index] as Cell]]));
  const actual = Object.fromEntries(names.map((name) => [name, cell(action, actors[name], settings, subject)]));
  expect(actual).toEqual(expected);
}

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
    expectRow(action, row.trim(), { registration });
  });
});

describe('actions on a user', () => {
  // Subjects: `self` is the actor, `other` holds no permission, `chief` may delete users, which only admin may too.
  const subjects = {
    self: { id: 'me', permissions: new Set<Permission>() },
    other: { id: 'other', permissions: new Set<Permission>() },
    chief: { id: 'chief', permissions: new Set<Permission>(['users:read', 'users:delete']) },
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
      expectRow(action, row.trim(), { registration }, { ...subjects[subject], status });
    }
  });

  test('each status of each subject has its row', () => {
    expect(rows).toHaveLength(2 * Object.keys(subjects).length * userStatuses.length);
    expect(new Set(rows.map((row) => row.slice(0, 3).join())).size).toBe(rows.length);
  });

  // Keycloak CVE-2026-9099: a delegated administrator acts on someone above.
  test('nobody changes a user who holds one permission more than themselves', () => {
    for (const permission of everything) {
      const lacking = person(everything.filter((one) => one !== permission));
      const subject: Subject = { id: 'other', status: 'active', permissions: new Set([permission]) };
      expect(decide('user.update', lacking, open, subject).allowed).toBe(false);
      expect(decide('user.update', actors.admin, open, subject).allowed).toBe(true);
    }
  });
});
