import type { ActorFacts, ActorReader, Clock } from '@users/application';
import { Session, type SessionLifetime } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { storedPermissions } from './permissions.ts';
import { roundTrip } from './values.ts';

/** Always fresh. */
export class MemoryActorReader implements ActorReader {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock; readonly lifetime: SessionLifetime };

  constructor(deps: { store: MemoryStore; clock: Clock; lifetime: SessionLifetime }) {
    this.#deps = deps;
  }

  async read(key: { userId: string; sessionId: string }): Promise<ActorFacts | null> {
    await roundTrip();
    const { store, clock, lifetime } = this.#deps;
    const user = store.users.get(key.userId);
    const session = store.sessions.get(key.sessionId);
    if (user?.status !== 'active' || session?.userId !== user.id) return null;
    if (!Session.restore(session).alive(lifetime, user.epoch, clock.now())) return null;
    const permissions = storedPermissions(store, user.roles);
    return { userId: user.id, sessionId: session.id, epoch: user.epoch, roles: [...user.roles], permissions };
  }
}
