import type { OneTimeToken } from '../token/one-time-token.ts';
import { nextCredentials, type Transition } from './transition.ts';
import { AlreadyVerified, LinkExpired } from './user-errors.ts';
import type { ChangedField } from './user-events.ts';
import type { Credentials } from './user-input.ts';
import type { UserState } from './user-state.ts';

/**
 * Whether a verification link would still do something: `ready`, or `done` for the link that already did.
 *
 * @throws LinkExpired when it belongs to another address or account state
 * @throws AlreadyVerified when another link was followed before
 */
export function verificationBy(user: UserState, token: OneTimeToken, now: Date): 'ready' | 'done' {
  const { status, email, verifiedBy, emailVerifiedAt } = user;
  const { purpose, userId, email: address } = token.state;
  if (purpose !== 'email_verification' || token.expired(now)) throw new LinkExpired();
  if (userId !== user.id || address !== email) throw new LinkExpired();
  if (status === 'deleted') throw new LinkExpired();
  if (verifiedBy === token.state.digest) return 'done';
  if (status !== 'pending' || emailVerifiedAt !== null) throw new AlreadyVerified();
  return 'ready';
}

/** Follows a verification link that is `ready`: installs what it carries and makes the account active. */
export function verified(user: UserState, token: OneTimeToken, credentials: Credentials, now: Date): Transition {
  const changed: ChangedField[] = ['status', 'email_verified'];
  if (user.passwordHash !== credentials.passwordHash) changed.push('password');
  if (user.fullName !== credentials.fullName) changed.push('full_name');
  if (user.locale !== credentials.locale) changed.push('locale');
  return {
    changed,
    reason: 'email_verified',
    state: {
      ...credentials,
      status: 'active',
      emailVerifiedAt: now,
      emailIsOwn: true,
      verifiedBy: token.state.digest,
      contested: false,
      invitedBy: null,
      linkExpiresAt: null,
      ...nextCredentials(user),
    },
  };
}
