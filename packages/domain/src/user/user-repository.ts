import type { EmailAddress } from './email-address.ts';
import type { User } from './user.ts';

/**
 * The users of one unit of work. What was found or added is remembered and, when it changed, written at its end under
 * the guard of its `revision`; nothing is written before.
 */
export interface UserRepository {
  find(id: string): Promise<User | null>;
  /** Soft-deleted accounts included: they keep their address reserved. */
  findByEmail(email: EmailAddress): Promise<User | null>;
  /** @throws EmailTaken when the work commits and the address is in use */
  add(user: User): void;
  /** What is written rests on this user as it was read: when it has changed since, the work runs again. */
  relyOn(user: User): void;
}
