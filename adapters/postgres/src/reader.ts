import type { Clock, IdGenerator, Reader, Reading } from '@users/application';
import type { Kysely } from 'kysely';
import { RunningWork } from './running-work.ts';
import type { Tables } from './tables.ts';

/** Reads as a unit of work does, by single statements outside any transaction, and ends there. */
export class PostgresReader implements Reader {
  readonly #deps: { readonly db: Kysely<Tables>; readonly ids: Pick<IdGenerator, 'uuid'>; readonly clock: Clock };

  /** @param deps.clock the one that the times of undos were taken from */
  constructor(deps: { db: Kysely<Tables>; ids: Pick<IdGenerator, 'uuid'>; clock: Clock }) {
    this.#deps = deps;
  }

  async read<Result>(look: (from: Reading) => Promise<Result>): Promise<Result> {
    return look(new RunningWork(this.#deps));
  }
}
