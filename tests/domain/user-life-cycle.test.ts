import { type EmailReversal, LinkExpired, OneTimeToken, parseEmailAddress, User, WrongState } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { digestOf, userState } from '../contracts/samples.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-01T13:00:00.000Z');
const active = { status: 'active', emailVerifiedAt: now } as const;

/** In its first epoch and version, so that the tests can count from there. */
function stored(change: Parameters<typeof userState>[1]): User {
  return User.restore(userState(now, { epoch: 1, version: 1, ...change }));
}

function linkOf(user: User, change: Partial<OneTimeToken['state']> = {}): OneTimeToken {
  const { id: userId, email, epoch } = user.state;
  return OneTimeToken.restore({
    digest: digestOf('secret'),
    purpose: 'password_reset',
    ...{ userId, email, epoch, sealedCredentials: null, issuedAt: now, network: null },
    expiresAt: new Date('2026-03-02T12:00:00.000Z'),
    ...change,
  });
}

const changesOf = (user: User) =>
  user.pullEvents().map(({ data }) => [Reflect.get(data, 'reason'), Reflect.get(data, 'changed')]);

describe('suspension, deletion and back', () => {
  test('every way there and back, with what others are told', () => {
    const user = stored(active);
    user.suspend('spam', later);
    expect(user.state).toMatchObject({ status: 'suspended', suspensionReason: 'spam', epoch: 2, version: 2 });
    user.softDelete(later);
    expect(user.state).toMatchObject({ status: 'deleted', deletedAt: later, epoch: 3 });
    user.undelete(later);
    // Restoring does not lift a suspension.
    expect(user.state).toMatchObject({ status: 'suspended', deletedAt: null });
    user.reactivate(later);
    expect(user.state).toMatchObject({ status: 'active', suspensionReason: null });
    expect(changesOf(user)).toEqual([
      ['suspended', ['status']],
      ['soft_deleted', ['status']],
      ['restored', ['status']],
      ['reactivated', ['status']],
    ]);
  });

  test('a pending account comes back pending', () => {
    const user = stored({ status: 'pending', emailVerifiedAt: null });
    user.softDelete(later);
    user.undelete(later);
    expect(user.state.status).toBe('pending');
  });

  test.each([
    ['suspend', 'pending'],
    ['suspend', 'suspended'],
    ['suspend', 'deleted'],
    ['reactivate', 'active'],
    ['reactivate', 'deleted'],
    ['softDelete', 'deleted'],
    ['undelete', 'active'],
  ] as const)('%s does not fit a %s account', (method, status) => {
    const user = stored({ status });
    expect(() => (method === 'suspend' ? user.suspend('x', later) : user[method](later))).toThrow(WrongState);
    expect(user.pullEvents()).toEqual([]);
  });

  test('erased, nothing of the person is left, and nothing brings it back', () => {
    const user = stored({ ...active, metadata: { plan: 'gold' }, roles: ['user'] });
    user.erase(later);
    expect(user.state).toMatchObject({
      ...{ email: '', fullName: '', metadata: {}, roles: [], passwordHash: null, verifiedBy: null, lastLoginAt: null },
      ...{ status: 'deleted', erasedAt: later, epoch: 2 },
    });
    expect(user.pullEvents()).toMatchObject([{ type: 'user.deleted', data: { id: user.id, deletedAt: later } }]);
    expect(() => user.undelete(later)).toThrow(WrongState);
  });
});

describe('links that set a password or an address', () => {
  test('a reset link is spent by what it does', () => {
    const user = stored(active);
    const link = linkOf(user);
    user.resetPassword(link, 'new hash', later);
    expect(user.state).toMatchObject({ passwordHash: 'new hash', epoch: 2 });
    expect(() => user.resetPassword(link, 'another', later)).toThrow(LinkExpired);
    expect(user.state.passwordHash).toBe('new hash');
  });

  // Keycloak CVE-2026-4282: a token of one purpose was accepted for another.
  test.each(['email_verification', 'invitation', 'email_change', 'password_reset'] as const)(
    'a link for %s does nothing else',
    (purpose) => {
      const invited = stored({ status: 'pending', emailVerifiedAt: null, passwordHash: null });
      const user = stored(active);
      const tries = {
        invitation: () => invited.acceptInvitation(linkOf(invited, { purpose }), 'hash', later),
        email_change: () => user.changeEmail(linkOf(user, { purpose }), later),
        password_reset: () => user.resetPassword(linkOf(user, { purpose }), 'hash', later),
      };
      for (const [name, attempt] of Object.entries(tries)) {
        if (name !== purpose) expect(attempt, name).toThrow(LinkExpired);
      }
    },
  );

  test('a link of another user, epoch, address or time does not fit', () => {
    const user = stored(active);
    const wrong: Partial<OneTimeToken['state']>[] = [
      { userId: 'somebody-else' },
      { epoch: 0 },
      { email: parseEmailAddress('old@example.com') },
      { expiresAt: later },
    ];
    for (const change of wrong) {
      expect(() => user.resetPassword(linkOf(user, change), 'hash', later)).toThrow(LinkExpired);
    }
  });

  test('the address changes, and the owner of the old one takes the account back', () => {
    const user = stored(active);
    const { email: old } = user.state;
    const link = linkOf(user, { purpose: 'email_change', email: parseEmailAddress('new@example.com') });
    const { digest, email, expiresAt: until } = link.state;
    const requester = { kind: 'self', id: user.id } as const;
    expect(() => user.changeEmail(link, later)).toThrow(LinkExpired);
    user.requestEmailChange({ digest, email, requester, requestedAt: now, expiresAt: until }, now);
    user.changeEmail(link, later);
    expect(user.state).toMatchObject({ email: 'new@example.com', epoch: 2, emailVerifiedAt: later });
    const expiresAt = new Date('2026-03-08T12:00:00.000Z');
    const reversal: EmailReversal = {
      digest: 'd',
      userId: user.id,
      oldEmail: old,
      requester: null,
      createdAt: later,
      expiresAt,
    };
    expect(() => user.revertEmail({ ...reversal, userId: 'other' }, later)).toThrow(LinkExpired);
    expect(() => user.revertEmail(reversal, expiresAt)).toThrow(LinkExpired);
    user.revertEmail(reversal, later);
    expect(user.state).toMatchObject({ email: old, epoch: 3, passwordHash: null });
  });
});

describe('roles', () => {
  test('losing one ends the sessions, gaining one does not, the same ones are no change', () => {
    const user = stored({ ...active, roles: ['user'] });
    user.setRoles(['support', 'user'], later);
    expect(user.state).toMatchObject({ roles: ['support', 'user'], epoch: 1 });
    user.setRoles(['user', 'support'], later);
    user.setRoles(['user'], later);
    expect(user.state).toMatchObject({ roles: ['user'], epoch: 2 });
    expect(changesOf(user)).toEqual([
      ['roles_changed', ['roles']],
      ['roles_changed', ['roles']],
    ]);
  });
});

describe('ending sessions', () => {
  test('moves the epoch and tells nobody', () => {
    const user = stored(active);
    user.endSessions();
    expect(user.state).toMatchObject({ epoch: 2, version: 1 });
    expect(user.touched).toBe(true);
    expect(user.pullEvents()).toEqual([]);
  });
});
