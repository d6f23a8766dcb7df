import type { User } from '@users/domain';
import type { Transaction } from '../ports/unit-of-work.ts';

/** Erases a user with all that is kept of them; an id is left, and the address is free. */
export function eraseUser(tx: Transaction, user: User, now: Date): void {
  if (user.activeAdmin) tx.keepAdmin();
  user.erase(now);
  tx.sessions.removeOf(user.id);
  tx.emailReversals.removeOf(user.id);
  tx.forget(user.id);
}
