import type { Clock, WaitingLinks } from '@users/application';
import { isSameRequester, pendingEmailChange, type Requester } from '@users/domain';
import type { MemoryStore, StoredUser } from './memory-store.ts';
import { roundTrip } from './values.ts';

export class MemoryWaitingLinks implements WaitingLinks {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock };

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#deps = deps;
  }

  async countOf(requester: Pick<Requester, 'kind' | 'id'>): Promise<number> {
    await roundTrip();
    const now = this.#deps.clock.now();
    let links = 0;
    for (const user of this.#deps.store.users.values()) {
      const inviter = waitsForAcceptance(user, now) ? user.invitedBy : null;
      const asker = pendingEmailChange(user, now)?.requester ?? null;
      for (const each of [inviter, asker]) if (each !== null && isSameRequester(each, requester)) links += 1;
    }
    return links;
  }
}

function waitsForAcceptance({ status, linkExpiresAt }: StoredUser, now: Date): boolean {
  return status === 'pending' && linkExpiresAt !== null && linkExpiresAt > now;
}
