import type { Clock, Reader, Reading } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { MemoryTransaction } from './transaction.ts';

export class MemoryReader implements Reader {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock };

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#deps = deps;
  }

  async read<Result>(look: (from: Reading) => Promise<Result>): Promise<Result> {
    return look(new MemoryTransaction(this.#deps.store, this.#deps.clock));
  }
}
