import type { Permission } from '../role/permission.ts';
import type { User } from '../user/user.ts';
import type { Session } from './session.ts';

export interface SessionWithUser {
  readonly session: Session;
  readonly user: User;
  readonly permissions: ReadonlySet<Permission>;
}

/** The sessions of one unit of work; a touched one is written at its end under the guard of its `revision`. */
export interface SessionRepository {
  find(id: string): Promise<Session | null>;
  /** A session with its user, both of this work, and what the user may do: by one look. Null where either is gone. */
  findWithUser(id: string): Promise<SessionWithUser | null>;
  add(session: Session): void;
  /** Every session of an erased user: with it go networks and user agents. */
  removeOf(userId: string): void;
}
