import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import type { ChangeContext, NewTask, UserFilter } from '@users/application';
import {
  type Credentials,
  type EmailAddress,
  type EmailReversal,
  OneTimeToken,
  type OneTimeTokenState,
  parseEmailAddress,
  type ServiceClientState,
  Session,
  type SessionState,
  User,
  type UserState,
} from '@users/domain';

/** Everyone but the soft-deleted. */
export const noFilter: UserFilter = {
  status: null,
  q: null,
  role: null,
  verified: null,
  createdAfter: null,
  createdBefore: null,
};

let addresses = 0;

/** An address that no other test of this process uses. */
export function freshEmail(): EmailAddress {
  addresses += 1;
  return parseEmailAddress(`user-${addresses}@example.org`);
}

export function freshSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export const credentials: Credentials = {
  fullName: 'Ada Lovelace',
  locale: 'en',
  passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g',
};

/** A stranger who has just registered: pending, one event. */
export function registered(now: Date, email: EmailAddress = freshEmail()): User {
  return User.register({ id: randomUUIDv7(), email, credentials, now });
}

/** An active account as a store would hold it; each field can be said. */
export function userState(now: Date, overrides: Partial<UserState> = {}): UserState {
  return {
    id: randomUUIDv7(),
    email: freshEmail(),
    fullName: 'Grace Hopper',
    locale: 'en',
    metadata: {},
    status: 'active',
    roles: ['user'],
    passwordHash: credentials.passwordHash,
    emailVerifiedAt: now,
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
    version: 2,
    epoch: 2,
    credentialsVersion: 1,
    revision: 2,
    ...overrides,
  };
}

/** The way back to an address that this user has given up, good for a week. */
export function emailReversal(
  userId: string,
  oldEmail: EmailAddress,
  now: Date,
  overrides: Partial<EmailReversal> = {},
): EmailReversal {
  const expiresAt = new Date(now.getTime() + 7 * 86_400_000);
  const requester = { kind: 'self', id: userId } as const;
  return { digest: digestOf(freshSecret()), userId, oldEmail, requester, createdAt: now, expiresAt, ...overrides };
}

/** A session of this user, just opened. */
export function sessionState(user: UserState, now: Date, overrides: Partial<SessionState> = {}): SessionState {
  return {
    id: randomUUIDv7(),
    userId: user.id,
    seed: freshSecret(),
    generation: 1,
    rotatedAt: now,
    epoch: user.epoch,
    createdAt: now,
    network: '203.0.113.0/24',
    userAgent: 'contract/1.0',
    endedAt: null,
    endReason: null,
    revision: 0,
    ...overrides,
  };
}

/** A service client as it is made, with a secret that nobody knows. */
export function clientState(now: Date, overrides: Partial<ServiceClientState> = {}): ServiceClientState {
  return {
    id: randomUUIDv7(),
    name: 'billing',
    description: 'Writes invoices.',
    permissions: ['users:read'],
    secretDigest: digestOf(freshSecret()),
    previousSecret: null,
    createdAt: now,
    revokedAt: null,
    version: 1,
    epoch: 1,
    ...overrides,
  };
}

export function openSession(user: UserState, now: Date): Session {
  const { id, userId, seed, epoch, network, userAgent } = sessionState(user, now);
  return Session.open({ id, userId, seed, epoch, network, userAgent, now });
}

/** A verification link of this user, good for a day. */
export function verificationToken(
  user: UserState,
  now: Date,
  overrides: Partial<OneTimeTokenState> = {},
): OneTimeToken {
  return OneTimeToken.restore({
    digest: digestOf(freshSecret()),
    purpose: 'email_verification',
    userId: user.id,
    email: user.email,
    epoch: user.epoch,
    sealedCredentials: 'eyJ.sealed.credentials',
    issuedAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
    network: '203.0.113.0/24',
    ...overrides,
  });
}

export function newTask(overrides: Partial<NewTask> = {}): NewTask {
  return {
    id: randomUUIDv7(),
    type: 'contract.task',
    payload: { to: 'someone', nested: { list: [1, 'two', null, true] } },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    requestId: randomUUIDv7(),
    ...overrides,
  };
}

export function changeContext(overrides: Partial<ChangeContext> = {}): ChangeContext {
  return {
    action: 'contract.change',
    actor: { kind: 'system', name: 'contract' },
    requestId: randomUUIDv7(),
    network: null,
    traceparent: null,
    ...overrides,
  };
}
