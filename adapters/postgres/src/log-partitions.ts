import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** The next month's partition is there all this month: looking now and then is enough. */
const lookEveryMs = 3_600_000;

/** Keeps a partition of the log ready for now and for the next month. */
export class LogPartitions {
  readonly #db: Kysely<Tables>;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** A statement of its own: a table that is being written to cannot be given a partition. */
  async ensure(): Promise<void> {
    const now = Date.now();
    if (now - this.#lookedAt < lookEveryMs) return;
    await sql`select ensure_event_partitions()`.execute(this.#db);
    this.#lookedAt = now;
  }
}
