import { AlreadyVerified, LinkExpired, type OneTimeTokenState, parseEmailAddress, User } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { credentials } from '../contracts/samples.ts';
import { later, linkOf, now, pending, stored } from './user-accounts.ts';

describe('following a verification link', () => {
  const chosen = { fullName: 'Ada King', locale: 'fr', passwordHash: 'chosen-hash' };

  test('installs what the link carries and makes the account active, in a new epoch', () => {
    const user = pending();
    const link = linkOf(user);
    const before = user.state;
    expect(user.verificationBy(link, later)).toBe('ready');
    user.verifyEmail(link, chosen, later);
    expect(user.state).toEqual({
      ...before,
      ...chosen,
      status: 'active',
      emailVerifiedAt: later,
      verifiedBy: link.state.digest,
      updatedAt: later,
      version: 2,
      epoch: 2,
      credentialsVersion: 2,
      revision: before.revision + 1,
    });
    expect(user.pullEvents()).toMatchObject([
      {
        type: 'user.updated',
        data: {
          reason: 'email_verified',
          changed: ['status', 'email_verified', 'password', 'full_name', 'locale'],
          status: 'active',
          emailVerified: true,
          fullName: 'Ada King',
          version: 2,
        },
      },
    ]);
  });

  test('names only what differs', () => {
    const user = pending();
    user.verifyEmail(linkOf(user), credentials, later);
    expect(user.pullEvents()).toMatchObject([{ data: { changed: ['status', 'email_verified'] } }]);
  });

  test('a second time is done already, and changes nothing', () => {
    const user = pending();
    const link = linkOf(user);
    user.verifyEmail(link, chosen, later);
    const next = User.restore(user.state);
    expect(next.verificationBy(link, later)).toBe('done');
    next.verifyEmail(link, { ...chosen, passwordHash: 'planted' }, later);
    expect(next.state).toEqual(user.state);
    expect(next.pullEvents()).toEqual([]);
  });

  test('another link than the one that won is told that it is done', () => {
    const user = pending();
    const [winner, loser] = [linkOf(user), linkOf(user)];
    user.verifyEmail(winner, chosen, later);
    expect(() => user.verifyEmail(loser, { ...chosen, passwordHash: 'planted' }, later)).toThrow(AlreadyVerified);
    expect(user.state.passwordHash).toBe('chosen-hash');
  });

  test.each<[string, Partial<OneTimeTokenState>]>([
    ['that has expired', { expiresAt: later }],
    ['of another user', { userId: 'user-2' }],
    ['to an address that the account no longer has', { email: parseEmailAddress('old@example.org') }],
  ])('%s does nothing', (_what, overrides) => {
    const user = pending();
    const before = user.state;
    expect(() => user.verifyEmail(linkOf(user, overrides), chosen, later)).toThrow(LinkExpired);
    expect(user.state).toEqual(before);
    expect(user.pullEvents()).toEqual([]);
  });

  test('the link that won expires like any other', () => {
    const user = pending();
    const link = linkOf(user, { expiresAt: later });
    user.verifyEmail(link, chosen, now);
    expect(() => user.verificationBy(link, later)).toThrow(LinkExpired);
  });

  test('a deleted account has no links, a suspended one no need of them', () => {
    const deleted = pending({ status: 'deleted' });
    expect(() => deleted.verifyEmail(linkOf(deleted), chosen, now)).toThrow(LinkExpired);
    const suspended = stored({ status: 'suspended' });
    expect(() => suspended.verifyEmail(linkOf(suspended), chosen, now)).toThrow(AlreadyVerified);
    expect(suspended.state.status).toBe('suspended');
  });
});
