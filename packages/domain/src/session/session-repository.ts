import type { Session } from './session.ts';

/** The sessions of one unit of work; a touched one is written at its end under the guard of its `revision`. */
export interface SessionRepository {
  find(id: string): Promise<Session | null>;
  add(session: Session): void;
  /** Every session of an erased user: with it go networks and user agents. */
  removeOf(userId: string): void;
}
