import {
  type ChangeContext,
  type Clock,
  ConcurrentChange,
  type IdGenerator,
  type Transaction,
  type UnitOfWork,
} from '@users/application';
import { type ChangeSet, changesOf } from './change-set.ts';
import { guardsHold } from './guards.ts';
import type { MemoryStore } from './memory-store.ts';
import { assertRules } from './rules.ts';
import { MemoryTransaction } from './transaction.ts';
import { roundTrip } from './values.ts';
import { writeAnswer, writeAudit, writeEvents, writeRows, writeTasks } from './writes.ts';

const maxRuns = 3;

/** Optimistic, as on a real database: closures overlap, and the one that commits on stale rows runs again. */
export class MemoryUnitOfWork implements UnitOfWork {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock; readonly ids: IdGenerator };

  constructor(deps: { store: MemoryStore; clock: Clock; ids: IdGenerator }) {
    this.#deps = deps;
  }

  async run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let run = 1; run <= maxRuns; run += 1) {
      const transaction = new MemoryTransaction(this.#deps.store, this.#deps.clock);
      const result = await work(transaction);
      await roundTrip();
      if (this.#commit(context, changesOf(transaction))) return result;
    }
    throw new ConcurrentChange();
  }

  /** All or nothing: every check stands before the first write, and nothing in here waits. False: a conflict. */
  #commit(context: ChangeContext, changes: ChangeSet): boolean {
    const { store, clock, ids } = this.#deps;
    const now = clock.now();
    if (!guardsHold(store, changes, now)) return false;
    assertRules(store, changes, now);
    writeRows(store, changes);
    writeEvents(store, ids, context, changes);
    writeTasks(store, changes, now);
    writeAnswer(store, changes);
    writeAudit(store, ids, context, changes, now);
    return true;
  }
}
