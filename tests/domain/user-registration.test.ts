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
      contested: false,
      invitedBy: null,
      emailIsOwn: true,
      emailChange: null,
      linkExpiresAt: null,
      lastLoginAt: null,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
      suspensionReason: null,
      erasedAt: null,
      version: 1,
      epoch: 1,
      credentialsVersion: 1,
      revision: 0,
    });
    expect(user.pullEvents()).toEqual([
      {
        type: 'user.created',
        userId: 'user-1',
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
    user.issueVerification(linkOf(user), 'sealed', now);
    user.verifyEmail(linkOf(user), credentials, now);
    user.updateProfile({ fullName: 'New Name' }, now);
    expect(JSON.stringify(user.pullEvents())).not.toContain('argon2');
  });

  test('an operator makes an account that is active and verified', () => {
    const user = User.createActive({ id: 'user-1', email, credentials, roles: ['admin'], now });
    expect(user.state).toMatchObject({ status: 'active', roles: ['admin'], emailVerifiedAt: now });
    expect(user.pullEvents()).toMatchObject([
      { type: 'user.created', data: { status: 'active', roles: ['admin'], emailVerified: true } },
    ]);
  });

  // Pre-hijacking (USENIX Security 2022): what a stranger typed must not become the owner's account.
  test('contested, nothing of a pending account changes but that its links ask for a password, and nobody is told', () => {
    const user = pending();
    const before = user.state;
    user.contest();
    const contested = { ...before, contested: true, revision: before.revision + 1 };
    expect(user.state).toEqual(contested);
    user.contest();
    expect(user.state).toEqual(contested);
    expect(user.pullEvents()).toEqual([]);
  });

  test.each(['active', 'suspended', 'deleted'] as const)('a %s account cannot be contested', (status) => {
    const user = stored({ status });
    const before = user.state;
    user.contest();
    expect(user.state).toEqual(before);
    expect(user.touched).toBe(false);
  });

  // A stranger registered the address; an administrator gives the account roles; the stranger's password must not get them.
  test('roles that others give contest a pending account with the password of whoever registered it', () => {
    const user = pending();
    user.setRoles(['admin', 'user'], later);
    expect(user.state).toMatchObject({ contested: true, roles: ['admin', 'user'] });
  });

  test('roles contest neither an invited account, which has no password, nor one whose owner proved the address', () => {
    for (const user of [pending({ passwordHash: null }), stored({ status: 'active' })]) {
      user.setRoles(['admin', 'user'], later);
      expect(user.state.contested).toBe(false);
    }
  });

  test('a link that was followed ends the contest', () => {
    const user = pending({ contested: true });
    user.verifyEmail(linkOf(user), credentials, later);
    expect(user.state).toMatchObject({ status: 'active', contested: false });
  });
});

describe('a verification link on its way', () => {
  test('is told with its sealed token, and changes nothing that is edited', () => {
    const user = pending();
    const link = linkOf(user);
    user.issueVerification(link, 'eyJ.sealed', later);
    expect(user.state).toMatchObject({ version: 1, updatedAt: now });
    expect(user.pullEvents()).toEqual([
      {
        type: 'user.verification_token.created',
        userId: 'user-1',
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
    expect(user.pullEvents()).toEqual([]);
  });
});
