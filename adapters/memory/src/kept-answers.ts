import type { Clock, KeptAnswer, KeptAnswers } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryKeptAnswers implements KeptAnswers {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock };

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#deps = deps;
  }

  async find(id: string): Promise<KeptAnswer | null> {
    await roundTrip();
    const found = this.#deps.store.keptAnswers.get(id);
    return found === undefined || found.expiresAt <= this.#deps.clock.now() ? null : copy(found);
  }
}
