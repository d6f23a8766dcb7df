import { type OneTimeToken, type OneTimeTokenState, parseEmailAddress, User, type UserState } from '@users/domain';
import { credentials, userState, verificationToken } from '../contracts/samples.ts';

export const now = new Date('2026-03-01T12:00:00.000Z');
export const later = new Date('2026-03-01T12:30:00.000Z');
export const email = parseEmailAddress('ada@example.org');

export function register(): User {
  return User.register({ id: 'user-1', email, credentials, now });
}

/** An active account, as loaded in the next request: nothing recorded. */
export function stored(overrides: Partial<UserState> = {}): User {
  return User.restore(userState(now, overrides));
}

/** One that has just registered, as loaded in the next request. */
export function pending(overrides: Partial<UserState> = {}): User {
  return User.restore({ ...register().state, ...overrides });
}

export function linkOf(user: User, overrides: Partial<OneTimeTokenState> = {}): OneTimeToken {
  return verificationToken(user.state, now, overrides);
}
