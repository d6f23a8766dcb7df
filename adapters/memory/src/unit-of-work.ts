import {
  type ChangeContext,
  type Clock,
  ConcurrentChange,
  type IdGenerator,
  type Transaction,
  type UnitOfWork,
  type Written,
} from '@users/application';
import { type ChangeSet, changesOf } from './change-set.ts';
import { guardsHold } from './guards.ts';
import type { MemoryStore } from './memory-store.ts';
import { assertRules } from './rules.ts';
import { MemoryTransaction } from './transaction.ts';
import { roundTrip } from './values.ts';
import { writeAnswer, writeAudit, writeEvents, writeRows, writeTasks } from './writes.ts';

const maxRuns = 3;

interface Dependencies {
  readonly store: MemoryStore;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** Told after each commit that left events or tasks. */
  readonly onWritten?: ((written: Written) => void) | undefined;
}

/** Optimistic, as on a real database: closures overlap, and the one that commits on stale rows runs again. */
export class MemoryUnitOfWork implements UnitOfWork {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let run = 1; run <= maxRuns; run += 1) {
      const transaction = new MemoryTransaction(this.#deps.store, this.#deps.clock);
      const result = await work(transaction);
      await roundTrip();
      const changes = changesOf(transaction);
      if (!this.#commit(context, changes)) continue;
      const written = writtenBy(changes);
      if (written.events > 0 || written.taskTypes.length > 0) this.#deps.onWritten?.(written);
      return result;
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

function writtenBy({ users, transaction }: ChangeSet): Written {
  const events = users.reduce((total, change) => total + change.events.length, 0);
  return { events, taskTypes: transaction.newTasks.map(({ type }) => type) };
}
