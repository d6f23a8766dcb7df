import {
  type ImportedAccount,
  isPrintable,
  maxShownLengths,
  Role,
  ServiceClient,
  UnfitText,
  User,
} from '@users/domain';
import { describe, expect, test } from 'vitest';
import { credentials } from '../contracts/samples.ts';
import { email, now, register, stored } from './user-accounts.ts';

const unprintable = [
  ...['a\u0000', 'a\nb', 'a\rb', '\u001b[2J', 'a\u007f', 'a\u0085b', 'a\u2028b', 'a\u2029b'],
  ...['a\u202eb', 'a\u202ab', 'a\u2066b', 'a\u2069b'],
];
const printable = ['', 'Ada', 'O’Brien-Şahin', '李小龍', '👩‍💻 Ada', 'می‌خواهم', 'a\u00a0b'];

const client = { id: 'an-id', name: 'billing', description: '', permissions: [], secretDigest: 'digest', now };
const role = { name: 'support', description: '', permissions: [] };
const account = {
  ...{ fullName: 'Ada', locale: 'en', metadata: {}, roles: [], passwordHash: null, emailVerifiedAt: null },
  ...{ createdAt: null, deletedAt: null, suspensionReason: null },
} as const;

const requester = { kind: 'system', id: 'test' } as const;

function imported(account: ImportedAccount): User {
  return User.import({ id: 'an-id', email, account, requester, now });
}

/** Every way by which a text that people read comes into an aggregate: its kind, its pointer, and the way. */
const ways: readonly [string, keyof typeof maxShownLengths, string, (text: string) => unknown][] = [
  ['a client that is made: name', 'clientName', '/name', (name) => ServiceClient.create({ ...client, name })],
  [
    ...(['a client that is made: description', 'description', '/description'] as const),
    (description) => ServiceClient.create({ ...client, description }),
  ],
  ['a role that is made', 'description', '/description', (description) => Role.create({ ...role, description })],
  [
    ...(['a role that is changed', 'description', '/description'] as const),
    (description) => Role.create(role).change({ ...role, description }),
  ],
  [
    ...(['a registration', 'fullName', '/full_name'] as const),
    (fullName) => User.register({ id: 'an-id', email, credentials: { ...credentials, fullName }, now }),
  ],
  [
    ...(['an invitation', 'fullName', '/full_name'] as const),
    (fullName) => {
      const profile = { fullName, locale: 'en', metadata: {} };
      return User.invite({ id: 'an-id', email, profile, roles: [], requester, now });
    },
  ],
  [
    ...(['an administrator', 'fullName', '/full_name'] as const),
    (fullName) => {
      return User.createActive({ id: 'an-id', email, credentials: { ...credentials, fullName }, roles: [], now });
    },
  ],
  [
    ...(['an import: name', 'fullName', '/full_name'] as const),
    (fullName) => imported({ ...account, status: 'pending', fullName }),
  ],
  [
    ...(['an import: reason', 'reason', '/suspension_reason'] as const),
    (suspensionReason) => {
      return imported({ ...account, status: 'suspended', suspensionReason });
    },
  ],
  ['a new name', 'fullName', '/full_name', (fullName) => stored().updateProfile({ fullName }, now)],
  ['a suspension', 'reason', '/reason', (reason) => stored().suspend(reason, now)],
];

describe.each(ways)('%s', (_, kind, pointer, take) => {
  test.each(unprintable)('is refused with %j in it', (text) => {
    expect(() => take(text)).toThrow(
      expect.objectContaining({
        code: 'unfit_text',
        fields: [{ pointer, detail: 'must not contain control characters' }],
      }),
    );
  });

  test('may be as long as is said, in code points', () => {
    expect(() => take('𝒳'.repeat(maxShownLengths[kind]))).not.toThrow();
    expect(() => take('x'.repeat(maxShownLengths[kind] + 1))).toThrow(UnfitText);
  });

  test.each(printable)('may be %j', (text) => {
    expect(isPrintable(text)).toBe(true);
    expect(() => take(text)).not.toThrow();
  });
});

test('an account whose name came in before the rule is changed in everything else', () => {
  const user = User.restore({ ...register().state, fullName: 'Ada\u0007' });
  user.updateProfile({ locale: 'es' }, now);
  expect(user.state).toMatchObject({ locale: 'es', fullName: 'Ada\u0007' });
});
