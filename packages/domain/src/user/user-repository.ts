import type { EmailAddress } from './email-address.ts';
import type { User } from './user.ts';
import type { UserState } from './user-state.ts';

/**
 * The users of one unit of work. What was found or added is remembered and, when it changed, written at its end under
 * the guard of its `revision`; nothing is written before.
 */
export interface UserRepository {
  find(id: string): Promise<User | null>;
  /** Soft-deleted accounts included: they keep their address reserved. */
  findByEmail(email: EmailAddress): Promise<User | null>;
  /** @throws EmailTaken when the work commits and the address is in use */
  /**
   * A user that was read before this work: written under the guard of what it was then. For the first run of a closure;
   * after a conflict it has to be found again.
   */
  adopt(state: UserState): User;
  add(user: User): void;
  /** What is written rests on this user as it was read: when it has changed since, the work runs again. */
  relyOn(user: User): void;
}
