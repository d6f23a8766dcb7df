import { assertOwnHash, type ImportedAccount, parseEmailAddress, User } from '@users/domain';
import { describe, expect, test } from 'vitest';

const now = new Date('2026-03-01T12:00:00Z');
const earlier = new Date('2020-01-01T00:00:00Z');
const later = new Date(now.getTime() + 1);
const hash = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';

const account: ImportedAccount = {
  ...{ fullName: 'Ada Lovelace', locale: 'en', metadata: { team: 'blue' }, roles: ['user'] },
  ...{ status: 'active', passwordHash: hash, emailVerifiedAt: null, suspensionReason: null },
  ...{ createdAt: null, deletedAt: null },
};

function imported(overrides: Partial<ImportedAccount> = {}): User {
  const email = parseEmailAddress('ada@example.org');
  const requester = { kind: 'system', id: 'import' } as const;
  return User.import({ id: 'an-id', email, account: { ...account, ...overrides }, requester, now });
}

describe('an imported account', () => {
  test('is told of as created, with the times that it has', () => {
    const user = imported({ createdAt: earlier, emailVerifiedAt: earlier });
    expect(user.state).toMatchObject({
      ...{ status: 'active', createdAt: earlier, emailVerifiedAt: earlier, updatedAt: now, passwordHash: hash },
      ...{ version: 1, epoch: 1, contested: false, verifiedBy: null, lastLoginAt: null, revision: 0 },
    });
    expect(user.pullEvents()).toMatchObject([
      { type: 'user.created', occurredAt: now, data: { createdAt: earlier, emailVerified: true } },
    ]);
  });

  test.each([
    ['active', { createdAt: now, emailVerifiedAt: now, deletedAt: null, suspensionReason: null }],
    ['suspended', { emailVerifiedAt: now, deletedAt: null, suspensionReason: 'Imported as suspended.' }],
    ['pending', { emailVerifiedAt: null, deletedAt: null, suspensionReason: null }],
    ['deleted', { emailVerifiedAt: null, deletedAt: now, suspensionReason: null }],
  ] as const)('that says nothing more is %s as of now', (status, expected) => {
    expect(imported({ status, passwordHash: null }).state).toMatchObject({ status, ...expected });
  });

  test.each([
    ['/password_hash', { status: 'pending' }],
    ['/password_hash', { status: 'deleted' }],
    ['/email_verified_at', { status: 'pending', passwordHash: null, emailVerifiedAt: earlier }],
    ['/suspension_reason', { suspensionReason: 'left' }],
    ['/deleted_at', { deletedAt: earlier }],
    ['/created_at', { createdAt: later }],
    ['/email_verified_at', { emailVerifiedAt: later }],
    ['/deleted_at', { status: 'deleted', passwordHash: null, deletedAt: later }],
  ] as const)('that contradicts itself is refused: %s of %o', (pointer, overrides) => {
    expect(() => imported(overrides)).toThrow(expect.objectContaining({ code: 'invalid_account' }));
    try {
      imported(overrides);
    } catch (error) {
      expect(error).toMatchObject({ fields: [{ pointer }] });
    }
  });

  test('that was soft-deleted while suspended is suspended again when it is restored', () => {
    const user = imported({ status: 'deleted', emailVerifiedAt: earlier, suspensionReason: 'left' });
    user.undelete(now);
    expect(user.state).toMatchObject({ status: 'suspended', suspensionReason: 'left' });
  });
});

/** A hash of this cost, form and so on. */
const phc = (parameters: string, salt = 'c2FsdHNhbHRzYWx0c2FsdA', tag = 'aGFzaGhhc2hoYXNoaGFzaGhhc2g') =>
  `$argon2id$v=19$${parameters}$${salt}$${tag}`;

const own = { memoryKib: 19_456, timeCost: 2 };

describe('a hash from outside', () => {
  test.each([hash, phc('m=8,t=1,p=1'), phc('m=262144,t=4,p=4'), phc('m=65536,t=16,p=16')])(
    'may be ours: %s',
    (ours) => {
      expect(() => assertOwnHash(ours, own)).not.toThrow();
    },
  );

  test.each([
    '',
    'correct horse battery staple',
    '$2b$12$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcde',
    '$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
    '$argon2id$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
    '$argon2id$v=16$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2g',
    phc('t=2,m=19456,p=1'),
    phc('m=19456,t=2'),
    phc('m=0,t=2,p=1'),
    phc('m=019456,t=2,p=1'),
    phc('m=19456,t=0,p=1'),
    phc('m=-1,t=2,p=1'),
    phc('m=8,t=1,p=2'),
    phc('m=19456,t=2,p=1', 'short'),
    phc('m=19456,t=2,p=1', 'c2FsdHNhbHRzYWx0c2FsdB'),
    phc('m=19456,t=2,p=1', 'c2FsdHNhbHRzYWx0c2FsdA=='),
    phc('m=19456,t=2,p=1', 'c2FsdHNhbHRzYWx0c2FsdA', 'aGFzaA'),
    `${phc('m=19456,t=2,p=1')}\n`,
    ` ${phc('m=19456,t=2,p=1')}`,
    phc('m=19456,t=2,p=1', 'c2FsdHNhbHRzYWx0c2FsdA', 'a'.repeat(200)),
  ])('is not taken for ours: %j', (foreign) => {
    expect(() => assertOwnHash(foreign, own)).toThrow(expect.objectContaining({ code: 'unsupported_password_hash' }));
  });

  // Whoever brings the hash decides what a log-in costs: a row must not take the service down.
  test.each(['m=4194304,t=1,p=1', 'm=262145,t=1,p=1', 'm=262144,t=5,p=1', 'm=19456,t=99,p=1', 'm=19456,t=2,p=17'])(
    'that would make log-ins take minutes or all memory is refused: %s',
    (parameters) => {
      expect(() => assertOwnHash(phc(parameters), own)).toThrow(/too much time or memory/);
    },
  );

  test('may cost what our own cost', () => {
    const dear = { memoryKib: 1_048_576, timeCost: 4 };
    expect(() => assertOwnHash(phc('m=1048576,t=4,p=4'), dear)).not.toThrow();
    expect(() => assertOwnHash(phc('m=1048576,t=5,p=4'), dear)).toThrow(/too much/);
  });

  test('is never repeated in the refusal', () => {
    try {
      assertOwnHash('$2b$12$secretsecretsecret', own);
    } catch (error) {
      expect(JSON.stringify([error, (error as Error).message])).not.toContain('secretsecret');
    }
  });
});
