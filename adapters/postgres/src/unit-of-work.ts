import { setTimeout as delay } from 'node:timers/promises';
import {
  type ChangeContext,
  type Clock,
  ConcurrentChange,
  type IdGenerator,
  type Transaction,
  type UnitOfWork,
  type Written,
} from '@users/application';
import type { Kysely } from 'kysely';
import { WriteConflict } from './constraint-errors.ts';
import { RunningWork } from './running-work.ts';
import type { Tables } from './tables.ts';

/** How often a closure runs at most. */
const maxRuns = 3;
/** Upper bound of the random pause before the second run; the third waits up to twice that. */
const pauseMs = 10;

interface Dependencies {
  readonly db: Kysely<Tables>;
  readonly ids: Pick<IdGenerator, 'uuid'>;
  /** The one that the times of undos were taken from. */
  readonly clock: Clock;
  /** Told after each commit that left events or tasks. */
  readonly onWritten?: ((written: Written) => void) | undefined;
}

/**
 * The closure reads by single statements outside any transaction: no lock is held while JavaScript thinks. What it
 * changed is written by one statement that is guarded by what it read.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let run = 1; run <= maxRuns; run += 1) {
      const tx = new RunningWork(this.#deps);
      const result = await work(tx);
      try {
        const written = await tx.commit(context);
        if (written.events > 0 || written.taskTypes.length > 0) this.#deps.onWritten?.(written);
        return result;
      } catch (error) {
        if (!(error instanceof WriteConflict)) throw error;
      }
      if (run < maxRuns) await delay(Math.random() * pauseMs * run);
    }
    throw new ConcurrentChange();
  }
}
