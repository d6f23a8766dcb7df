import * as domain from '@users/domain';
import { builtInRoles, DomainError, isPermission, OneTimeToken, permissions, permissionsOf, Role } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { userState, verificationToken } from '../contracts/samples.ts';

/** Clients branch on these: one may be added, none may change. */
const codes: Record<string, string> = {
  AccountSuspended: 'account_suspended',
  AlreadyVerified: 'already_verified',
  ClientNotFound: 'client_not_found',
  EmailTaken: 'email_taken',
  Forbidden: 'forbidden',
  GrantExceedsOwn: 'grant_exceeds_own',
  InvalidAccount: 'invalid_account',
  InvalidCredentials: 'invalid_credentials',
  InvalidEmailAddress: 'invalid_email',
  InvalidRefreshToken: 'invalid_refresh_token',
  InvalidClient: 'invalid_client',
  InvalidScope: 'invalid_scope',
  LastAdmin: 'last_admin',
  LinkExpired: 'link_expired',
  LinkNotAuthorized: 'link_not_authorized',
  OwnEmailChange: 'own_email_change',
  TooManyRequests: 'too_many_requests',
  MetadataTooLarge: 'metadata_too_large',
  NotAuthenticated: 'not_authenticated',
  PasswordRequired: 'password_required',
  RegistrationClosed: 'registration_closed',
  RoleInUse: 'role_in_use',
  RoleNotFound: 'role_not_found',
  RoleTaken: 'role_taken',
  SessionNotFound: 'session_not_found',
  UnfitText: 'unfit_text',
  UnknownRole: 'unknown_role',
  UnsupportedPasswordHash: 'unsupported_password_hash',
  UserNotFound: 'user_not_found',
  VersionMismatch: 'version_mismatch',
  WeakPassword: 'weak_password',
  WrongPassword: 'wrong_password',
  WrongState: 'wrong_state',
};

describe('refusals', () => {
  const classes = Object.entries(domain).filter(
    ([, value]) => typeof value === 'function' && value.prototype instanceof DomainError,
  ) as [string, new (argument: unknown) => DomainError][];

  test('each has its published code and a name of its own', () => {
    const errors = classes.map(([name, make]) => [name, new make(1)] as const);
    expect(Object.fromEntries(errors.map(([name, error]) => [name, error.code]))).toEqual(codes);
    expect(new Set(Object.values(codes)).size).toBe(Object.keys(codes).length);
    for (const [name, error] of errors) {
      expect(error.name).toBe(name);
      expect(error.message).not.toBe('');
      for (const { pointer } of error.fields) expect(pointer).toMatch(/^\/\w+$/);
    }
  });
});

describe('roles', () => {
  const stored = builtInRoles.map(Role.restore);

  test('admin may do everything, user nothing but look after itself', () => {
    expect(permissionsOf(stored, ['admin'])).toEqual(new Set(permissions));
    expect(permissionsOf(stored, ['user'])).toEqual(new Set());
  });

  test('permissions add up; a name without a role allows nothing', () => {
    const role = (name: string, allowed: (typeof permissions)[number][]): Role =>
      Role.restore({ name, description: '', permissions: allowed, builtIn: false, version: 1 });
    const roles = [role('reader', ['users:read', 'roles:read']), role('writer', ['users:read', 'users:write'])];
    expect(permissionsOf(roles, ['reader', 'writer', 'gone'])).toEqual(
      new Set(['users:read', 'roles:read', 'users:write']),
    );
    expect(permissionsOf(roles, ['writer'])).toEqual(new Set(['users:read', 'users:write']));
    expect(permissionsOf(roles, ['gone'])).toEqual(new Set());
    expect(permissionsOf(roles, [])).toEqual(new Set());
  });

  test('only known permissions are permissions', () => {
    expect(permissions.every(isPermission)).toBe(true);
    for (const text of ['users:*', '', 'USERS:READ', 'toString', '__proto__']) expect(isPermission(text)).toBe(false);
  });
});

describe('a one-time token', () => {
  const now = new Date('2026-03-01T12:00:00.000Z');

  test('is good from its issue until its time is over', () => {
    const { issuedAt, expiresAt, ...rest } = verificationToken(userState(now), now).state;
    const token = OneTimeToken.issue({ ...rest, now, ttlSeconds: 1800 });
    const end = new Date('2026-03-01T12:30:00.000Z');
    expect(token.state).toEqual({ ...rest, issuedAt: now, expiresAt: end });
    expect(token.expired(now)).toBe(false);
    expect(token.expired(new Date(end.getTime() - 1))).toBe(false);
    expect(token.expired(end)).toBe(true);
    expect(issuedAt < expiresAt).toBe(true);
  });
});
