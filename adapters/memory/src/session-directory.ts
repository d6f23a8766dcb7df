import type { Clock, SessionDirectory, SessionView } from '@users/application';
import { Session, type SessionLifetime } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { compareText, copy, roundTrip } from './values.ts';

export class MemorySessionDirectory implements SessionDirectory {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock; readonly lifetime: SessionLifetime };

  constructor(deps: { store: MemoryStore; clock: Clock; lifetime: SessionLifetime }) {
    this.#deps = deps;
  }

  async list(userId: string): Promise<readonly SessionView[]> {
    await roundTrip();
    const { store, clock, lifetime } = this.#deps;
    const user = store.users.get(userId);
    if (user?.status !== 'active') return [];
    return [...store.sessions.values()]
      .filter((state) => state.userId === userId)
      .filter((state) => Session.restore(state).alive(lifetime, user.epoch, clock.now()))
      .map(({ id, userAgent, network, createdAt, rotatedAt }) =>
        copy({ id, device: userAgent, network, createdAt, lastUsedAt: rotatedAt }),
      )
      .sort((left, right) => byUse(right, left));
  }
}

function byUse(left: SessionView, right: SessionView): number {
  return left.lastUsedAt.getTime() - right.lastUsedAt.getTime() || compareText(left.id, right.id);
}
