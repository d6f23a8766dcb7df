import type { OneTimeToken } from '../token/one-time-token.ts';
import type { EmailAddress } from './email-address.ts';
import { assertLinkFits } from './passwords.ts';
import { nextEpoch, type Transition } from './transition.ts';
import { LinkExpired } from './user-errors.ts';
import type { UserState } from './user-state.ts';

/**
 * The way back from a change of address, mailed to the old one: whoever lost the account to a thief gets it again. It
 * outlives epochs, and while it lives nobody else can take the old address.
 */
export interface EmailReversal {
  /** SHA-256 of the link's token, base64url. */
  readonly digest: string;
  readonly userId: string;
  readonly oldEmail: EmailAddress;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The link in the mail to the new address was followed; it holds that address. @throws LinkExpired */
export function emailChanged(user: UserState, token: OneTimeToken, now: Date): Transition {
  assertLinkFits(user, token, now);
  if (token.state.purpose !== 'email_change' || user.status !== 'active') throw new LinkExpired();
  const changed = user.emailVerifiedAt === null ? (['email', 'email_verified'] as const) : (['email'] as const);
  return {
    changed,
    reason: 'email_changed',
    state: { email: token.state.email, emailVerifiedAt: now, ...nextEpoch(user) },
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
    state: { email: reversal.oldEmail, emailVerifiedAt: now, passwordHash: null, ...nextEpoch(user) },
  };
}
