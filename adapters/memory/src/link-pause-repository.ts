import { isDeepStrictEqual } from 'node:util';
import type { LinkKind, LinkPause, LinkPauseRepository } from '@users/domain';
import { linkPauseKey, type MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

/** The pauses of one run of a closure. */
export class MemoryLinkPauseRepository implements LinkPauseRepository {
  readonly #store: MemoryStore;
  readonly #found = new Map<string, LinkPause | null>();
  readonly #set = new Map<string, { readonly userId: string; readonly pause: LinkPause }>();

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  async find(userId: string, kind: LinkKind): Promise<LinkPause | null> {
    await roundTrip();
    const key = linkPauseKey(userId, kind);
    const found = copy(this.#store.linkPauses.get(key)?.pause ?? null);
    this.#found.set(key, found);
    return found;
  }

  set(userId: string, kind: LinkKind, pause: LinkPause): void {
    this.#set.set(linkPauseKey(userId, kind), { userId, pause: copy(pause) });
  }

  /** Whether all that is to be written is stored as it was found. */
  unmoved(): boolean {
    return [...this.#set.keys()].every((key) =>
      isDeepStrictEqual(this.#store.linkPauses.get(key)?.pause ?? null, this.#found.get(key) ?? null),
    );
  }

  write(): void {
    for (const [key, row] of this.#set) this.#store.linkPauses.set(key, row);
  }
}
