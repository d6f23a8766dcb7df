import { AccountSuspended, EmailNotVerified, InvalidCredentials } from './user-errors.ts';
import type { PasswordProof } from './user-input.ts';
import type { UserState, UserStatus } from './user-state.ts';

/**
 * A log-in succeeds. Checked again here, on the state that is written, so that a password changed or an account
 * suspended while the hash was computed wins (Zitadel CVE-2024-47000).
 *
 * @throws InvalidCredentials, EmailNotVerified, AccountSuspended
 */
export function loggedIn(user: UserState, proof: PasswordProof, now: Date): Partial<UserState> {
  if (user.epoch !== proof.epoch) throw new InvalidCredentials();
  assertMayLogIn(user.status);
  const rehashed = user.passwordHash === proof.passwordHash ? proof.rehashed : null;
  return { lastLoginAt: now, passwordHash: rehashed ?? user.passwordHash };
}

/** Only after the password was right. @throws InvalidCredentials, EmailNotVerified, AccountSuspended */
export function assertMayLogIn(status: UserStatus): void {
  if (status === 'pending') throw new EmailNotVerified();
  if (status === 'suspended') throw new AccountSuspended();
  if (status === 'deleted') throw new InvalidCredentials();
}
