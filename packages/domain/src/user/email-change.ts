import { isSameRequester, type Requester } from '../access/requester.ts';
import type { OneTimeToken } from '../token/one-time-token.ts';
import type { EmailAddress } from './email-address.ts';
import { nextCredentials, type Transition } from './transition.ts';
import { LinkExpired } from './user-errors.ts';
import type { UserState } from './user-state.ts';

/** A change of address that was asked for and waits for the link in the mail to the new one. */
export interface PendingEmailChange {
  /** SHA-256 of the link's token, base64url: only the link of the newest request is good. */
  readonly digest: string;
  /** The new address. */
  readonly email: EmailAddress;
  readonly requester: Requester;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** How often one requester may ask for a change of one account's address: whatever the addresses. */
export const emailChangeAllowance = { most: 10, perSeconds: 3600 } as const;

/** The same request within this time is a repeat: its link is on its way already. */
const repeatSeconds = 60;

/**
 * The way back from a change of address, mailed to the old one: whoever lost the account to a thief gets it again. It
 * outlives epochs, and while it lives nobody else can take the old address.
 */
export interface EmailReversal {
  /** SHA-256 of the link's token, base64url. */
  readonly digest: string;
  readonly userId: string;
  readonly oldEmail: EmailAddress;
  /** Who asked for the change that it undoes; null: a release that did not note it. */
  readonly requester: Requester | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What waits at this moment; null when nothing does, or its time is over. */
export function pendingEmailChange(
  { emailChange }: Pick<UserState, 'emailChange'>,
  now: Date,
): PendingEmailChange | null {
  return emailChange !== null && now.getTime() < emailChange.expiresAt.getTime() ? emailChange : null;
}

/**
 * What a request changes: it takes the place of an earlier one, whose link is dead from now on. Null for a repeat.
 *
 * @throws LinkExpired unless the account is active
 */
export function emailChangeRequested(
  user: UserState,
  request: PendingEmailChange,
  now: Date,
): Pick<UserState, 'emailChange'> | null {
  if (user.status !== 'active') throw new LinkExpired();
  const before = pendingEmailChange(user, now);
  const repeat =
    before !== null &&
    before.email === request.email &&
    isSameRequester(before.requester, request.requester) &&
    now.getTime() < before.requestedAt.getTime() + repeatSeconds * 1000;
  return repeat ? null : { emailChange: request };
}

/** The pending change that this link is for. @throws LinkExpired when it was replaced, cancelled or carried out */
export function assertEmailChangeFits(user: UserState, token: OneTimeToken, now: Date): PendingEmailChange {
  const { purpose, userId, digest } = token.state;
  const pending = pendingEmailChange(user, now);
  if (purpose !== 'email_change' || userId !== user.id || user.status !== 'active') throw new LinkExpired();
  if (pending === null || pending.digest !== digest || token.expired(now)) throw new LinkExpired();
  return pending;
}

/** The link in the mail to the new address was followed; it holds that address. @throws LinkExpired */
export function emailChanged(user: UserState, token: OneTimeToken, now: Date): Transition {
  const { email, requester } = assertEmailChangeFits(user, token, now);
  const changed = user.emailVerifiedAt === null ? (['email', 'email_verified'] as const) : (['email'] as const);
  return {
    changed,
    reason: 'email_changed',
    state: { email, emailVerifiedAt: now, emailIsOwn: requester.kind === 'self', ...nextCredentials(user) },
  };
}

/**
 * The owner of the old address takes the account back: the address returns, and every session and the password end,
 * for a thief may know it. A new one is set by a reset link to the old address. @throws LinkExpired
 */
export function emailReverted(user: UserState, reversal: EmailReversal, now: Date): Transition {
  const late = now.getTime() >= reversal.expiresAt.getTime();
  if (late || reversal.userId !== user.id || user.erasedAt !== null) throw new LinkExpired();
  return {
    changed: ['email', 'password'],
    reason: 'email_reverted',
    state: {
      email: reversal.oldEmail,
      emailVerifiedAt: now,
      emailIsOwn: true,
      passwordHash: null,
      ...nextCredentials(user),
    },
  };
}
