import { AlreadyVerified, User } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { credentials } from '../contracts/samples.ts';
import { email, later, linkOf, now, pending, register, stored } from './user-accounts.ts';

describe('registration', () => {
  test('makes a pending user that tells of itself', () => {
    const user = register();
    expect(user.state).toEqual({
      id: 'user-1',
      email,
      ...credentials,
      metadata: {},
      status: 'pending',
      roles: ['user'],
      emailVerifiedAt: null,
      verifiedBy: null,
      registrations: 1,
      linkExpiresAt: null,
      lastLoginAt: null,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
      suspensionReason: null,
      erasedAt: null,
      version: 1,
      epoch: 1,
      sequence: 1,
    });
    expect(user.pullEvents()).toEqual([
      {
        type: 'user.created',
        userId: 'user-1',
        sequence: 1,
        occurredAt: now,
        data: {
          id: 'user-1',
          email,
          fullName: credentials.fullName,
          locale: credentials.locale,
          status: 'pending',
          roles: ['user'],
          emailVerified: false,
          createdAt: now,
          updatedAt: now,
          version: 1,
        },
      },
    ]);
    expect(user.pullEvents()).toEqual([]);
  });

  test('no event holds a password hash', () => {
    const user = register();
    user.registerAgain(linkOf(user), 'sealed', now);
    user.verifyEmail(linkOf(user), credentials, now);
    user.updateProfile({ fullName: 'New Name' }, now);
    expect(JSON.stringify(user.pullEvents())).not.toContain('argon2');
  });

  test('an operator makes an account that is active and verified', () => {
    const user = User.createActive({ id: 'user-1', email, credentials, roles: ['admin'], now });
    expect(user.state).toMatchObject({ status: 'active', roles: ['admin'], emailVerifiedAt: now, sequence: 1 });
    expect(user.pullEvents()).toMatchObject([
      { type: 'user.created', sequence: 1, data: { status: 'active', roles: ['admin'], emailVerified: true } },
    ]);
  });

  // Pre-hijacking (USENIX Security 2022): what a stranger typed must not become the owner's account.
  test('registered again, nothing of the account changes but that its links ask for a password', () => {
    const user = pending();
    expect(user.contested).toBe(false);
    const before = user.state;
    const link = linkOf(user);
    user.registerAgain(link, 'sealed', later);
    expect(user.contested).toBe(true);
    const linkExpiresAt = link.state.expiresAt;
    expect(user.state).toEqual({ ...before, registrations: 2, linkExpiresAt, sequence: 2 });
    expect(user.pullEvents().map((event) => event.type)).toEqual(['user.verification_token.created']);
  });
});

describe('a verification link on its way', () => {
  test('is told with its sealed token, and changes nothing that is edited', () => {
    const user = pending();
    const link = linkOf(user);
    user.issueVerification(link, 'eyJ.sealed', later);
    expect(user.state).toMatchObject({ version: 1, sequence: 2, updatedAt: now });
    expect(user.pullEvents()).toEqual([
      {
        type: 'user.verification_token.created',
        userId: 'user-1',
        sequence: 2,
        occurredAt: later,
        data: {
          userId: 'user-1',
          email,
          fullName: credentials.fullName,
          locale: credentials.locale,
          purpose: 'email_verification',
          expiresAt: link.state.expiresAt,
          sealedToken: 'eyJ.sealed',
        },
      },
    ]);
  });

  test.each(['active', 'suspended', 'deleted'] as const)('is refused to a %s account', (status) => {
    const user = stored({ status });
    expect(() => user.issueVerification(linkOf(user), 'sealed', now)).toThrow(AlreadyVerified);
    expect(() => user.registerAgain(linkOf(user), 'sealed', now)).toThrow(AlreadyVerified);
    expect(user.pullEvents()).toEqual([]);
  });
});
