import { AccountSuspended, InvalidCredentials } from './user-errors.ts';
import type { PasswordProof } from './user-input.ts';
import type { UserState } from './user-state.ts';

/**
 * A log-in succeeds. Checked again here, on the state that is written, so that a password changed or an account
 * suspended while the hash was computed wins (Zitadel CVE-2024-47000).
 *
 * @throws InvalidCredentials, AccountSuspended
 */
export function loggedIn(user: UserState, proof: PasswordProof, now: Date): Partial<UserState> {
  if (user.epoch !== proof.epoch) throw new InvalidCredentials();
  assertMayLogIn(user);
  const rehashed = user.passwordHash === proof.passwordHash ? proof.rehashed : null;
  return { lastLoginAt: now, passwordHash: rehashed ?? user.passwordHash };
}

/** What decides whether a password can be right. */
export type LogInFacts = Pick<UserState, 'status' | 'emailVerifiedAt' | 'passwordHash'>;

/**
 * The hash that a log-in is compared with; null where no password is right, and a decoy is compared instead. So an
 * address that nobody has proved to own answers as one that nobody has: whoever registers it, and then logs in with the
 * password of that registration, learns nothing of an account that was there before.
 */
export function hashForLogIn({ status, emailVerifiedAt, passwordHash }: LogInFacts): string | null {
  const known = emailVerifiedAt !== null && (status === 'active' || status === 'suspended');
  return known ? passwordHash : null;
}

/** Only after the password was right. @throws InvalidCredentials, AccountSuspended */
export function assertMayLogIn(user: LogInFacts): void {
  if (hashForLogIn(user) === null) throw new InvalidCredentials();
  if (user.status === 'suspended') throw new AccountSuspended();
}
