import { setTimeout as delay } from 'node:timers/promises';
import {
  type ChangeContext,
  type Clock,
  ConcurrentChange,
  type IdGenerator,
  type Transaction,
  type UnitOfWork,
} from '@users/application';
import type { Kysely } from 'kysely';
import { WriteConflict } from './constraint-errors.ts';
import { RunningWork } from './running-work.ts';
import type { Tables } from './tables.ts';

/** How often a closure runs at most. */
const maxRuns = 3;
/** Upper bound of the random pause before the second run; the third waits up to twice that. */
const pauseMs = 10;

/**
 * The closure reads by single statements outside any transaction: no lock is held while JavaScript thinks. What it
 * changed is written by one statement that is guarded by what it read.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly #deps: { readonly db: Kysely<Tables>; readonly ids: Pick<IdGenerator, 'uuid'>; readonly clock: Clock };

  /** @param deps.clock the one that the times of ways back were taken from */
  constructor(deps: { db: Kysely<Tables>; ids: Pick<IdGenerator, 'uuid'>; clock: Clock }) {
    this.#deps = deps;
  }

  async run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let run = 1; run <= maxRuns; run += 1) {
      const tx = new RunningWork(this.#deps);
      const result = await work(tx);
      try {
        await tx.commit(context);
        return result;
      } catch (error) {
        if (!(error instanceof WriteConflict)) throw error;
      }
      if (run < maxRuns) await delay(Math.random() * pauseMs * run);
    }
    throw new ConcurrentChange();
  }
}
