import { NotAuthenticated, type SessionLifetime, type SessionState, type User, type UserActor } from '@users/domain';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Transaction } from '../ports/unit-of-work.ts';

interface Dependencies {
  readonly sessionLifetime: SessionLifetime;
  readonly ids: Pick<IdGenerator, 'uuid' | 'secret'>;
}

/**
 * A change of credentials in a session, whichever they are: every session of the user ends by the epoch, and the one
 * that made the change goes on under a new id and seed. One unit of work writes all of it. A change that is made by a
 * link belongs to no session, and does without this.
 *
 * @param change changes the credential, and with it the user's epoch
 * @throws NotAuthenticated when the session is not alive any more: it ended, or others did with it
 */
export async function changeCredentials(
  { sessionLifetime, ids }: Dependencies,
  tx: Transaction,
  { actor, now }: { readonly actor: UserActor; readonly now: Date },
  change: (user: User) => void,
): Promise<{ readonly user: User; readonly session: SessionState }> {
  const user = await tx.users.find(actor.id);
  const session = await tx.sessions.find(actor.sessionId);
  // Asked of what is written, not of what was authenticated: whoever was signed out in between changes nothing.
  if (!user || !session?.alive(sessionLifetime, user.state.epoch, now)) throw new NotAuthenticated();
  change(user);
  const successor = session.succeed({ id: ids.uuid(), seed: ids.secret(), epoch: user.state.epoch, now });
  tx.sessions.add(successor);
  tx.note({ subject: user.id, detail: { session_id: successor.id, succeeds: session.id } });
  return { user, session: successor.state };
}
