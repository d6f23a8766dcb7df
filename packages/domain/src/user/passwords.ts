import { NotAuthenticated } from '../access/access-errors.ts';
import type { OneTimeToken } from '../token/one-time-token.ts';
import { nextCredentials, type Transition } from './transition.ts';
import { LinkExpired } from './user-errors.ts';
import type { UserState } from './user-state.ts';

/**
 * Whether a link bound to the epoch still fits: for this user, in time, and nothing has bumped the epoch since; so the
 * change that it makes is also what spends it.
 *
 * @throws LinkExpired
 */
export function assertLinkFits(user: UserState, token: OneTimeToken, now: Date): void {
  const { userId, epoch } = token.state;
  if (token.expired(now) || userId !== user.id || epoch !== user.epoch) throw new LinkExpired();
}

/** An invited person chooses a password; following the link proves the address. @throws LinkExpired */
export function invitationAccepted(user: UserState, token: OneTimeToken, passwordHash: string, now: Date): Transition {
  assertLinkFits(user, token, now);
  const { purpose, email } = token.state;
  if (purpose !== 'invitation' || user.status !== 'pending' || email !== user.email) throw new LinkExpired();
  return {
    changed: ['status', 'email_verified', 'password'],
    reason: 'invitation_accepted',
    state: {
      ...{ passwordHash, status: 'active', emailVerifiedAt: now, emailIsOwn: true, invitedBy: null },
      ...{ linkExpiresAt: null, ...nextCredentials(user) },
    },
  };
}

/** A forgotten password is replaced. @throws LinkExpired */
export function passwordReset(user: UserState, token: OneTimeToken, passwordHash: string, now: Date): Transition {
  assertLinkFits(user, token, now);
  const { purpose, email } = token.state;
  if (purpose !== 'password_reset' || user.status !== 'active' || email !== user.email) throw new LinkExpired();
  return { changed: ['password'], reason: 'password_reset', state: { passwordHash, ...nextCredentials(user) } };
}

/**
 * The owner replaces a password that they know. `epoch` is the one in which the old password was verified.
 *
 * @throws NotAuthenticated when password or state moved on in the meantime
 */
export function passwordChanged(user: UserState, epoch: number, passwordHash: string): Transition {
  if (user.epoch !== epoch || user.status !== 'active') throw new NotAuthenticated();
  return { changed: ['password'], reason: 'password_changed', state: { passwordHash, ...nextCredentials(user) } };
}
