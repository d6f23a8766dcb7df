import { AccountSuspended, assertMayLogIn, hashForLogIn, InvalidCredentials, userStatuses } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { credentials } from '../contracts/samples.ts';
import { later, stored } from './user-accounts.ts';

describe('logging in', () => {
  const proof = { passwordHash: credentials.passwordHash, epoch: 2, rehashed: null };

  test('is bookkeeping: shown, but no new version and no event', () => {
    const user = stored({ epoch: 2 });
    const before = user.state;
    user.recordLogIn(proof, later);
    expect(user.state).toEqual({ ...before, lastLoginAt: later });
    expect(user.touched).toBe(true);
    expect(user.pullEvents()).toEqual([]);
  });

  test('brings the hash to the parameters in force', () => {
    const user = stored({ epoch: 2 });
    user.recordLogIn({ ...proof, rehashed: 'stronger-hash' }, later);
    expect(user.state.passwordHash).toBe('stronger-hash');
  });

  test('does not replace a hash that is another than the one that was checked', () => {
    const user = stored({ epoch: 2, passwordHash: 'rehashed-by-another-log-in' });
    user.recordLogIn({ ...proof, rehashed: 'stronger-hash' }, later);
    expect(user.state.passwordHash).toBe('rehashed-by-another-log-in');
  });

  test('with a password that was changed meanwhile is refused', () => {
    const user = stored({ epoch: 3 });
    expect(() => user.recordLogIn(proof, later)).toThrow(InvalidCredentials);
    expect(user.touched).toBe(false);
  });

  // Zitadel CVE-2024-47000: a deactivated user still got tokens.
  test.each([
    ['pending', InvalidCredentials],
    ['suspended', AccountSuspended],
    ['deleted', InvalidCredentials],
  ] as const)('into a %s account is refused', (status, error) => {
    const user = stored({ status, epoch: 2 });
    expect(() => user.recordLogIn(proof, later)).toThrow(error);
    expect(user.state.lastLoginAt).toBeNull();
    expect(user.touched).toBe(false);
  });

  test('a status is told to nobody whose password is outdated', () => {
    const user = stored({ status: 'suspended', epoch: 3 });
    expect(() => user.recordLogIn(proof, later)).toThrow(InvalidCredentials);
  });

  // Whoever registers an address and logs in with that password must not learn whether it was new: what nobody has
  // proved to own answers as what nobody has. An import can bring any status; a suspended one is told to its owner alone.
  test.each(userStatuses)('a %s account whose address is not verified has no password to compare with', (status) => {
    const user = stored({ status, epoch: 2, emailVerifiedAt: null });
    expect(hashForLogIn(user.state)).toBeNull();
    expect(() => assertMayLogIn(user.state)).toThrow(InvalidCredentials);
    expect(() => user.recordLogIn(proof, later)).toThrow(InvalidCredentials);
    expect(user.touched).toBe(false);
  });

  test.each([
    ['pending', null],
    ['active', credentials.passwordHash],
    ['suspended', credentials.passwordHash],
    ['deleted', null],
  ] as const)('a verified one that is %s is compared with %s', (status, hash) => {
    expect(hashForLogIn(stored({ status }).state)).toBe(hash);
  });
});
