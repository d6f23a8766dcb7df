import type { Outbox, RelayLease, StoredEvent } from '@users/application';
import { type Kysely, sql } from 'kysely';
import { LogPartitions } from './log-partitions.ts';
import type { Tables } from './tables.ts';

/** The lease runs by the database's clock, so that relays need not agree on the time. */
export class PostgresOutbox implements Outbox {
  readonly #db: Kysely<Tables>;
  readonly #partitions: LogPartitions;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
    this.#partitions = new LogPartitions(deps.db);
  }

  /** A lease that ran out begins anew with the next fence, even for its last holder: it may have been asleep. */
  async acquire(holder: string, ttlSeconds: number): Promise<RelayLease | null> {
    const { rows } = await sql<{ fence: string }>`
      insert into relay_lease as lease (holder, fence, expires_at)
      values (${holder}, 1, clock_timestamp() + make_interval(secs => ${ttlSeconds}))
      on conflict (singleton) do update
      set holder = excluded.holder, expires_at = excluded.expires_at,
        fence = case when lease.holder = excluded.holder and lease.expires_at > clock_timestamp()
          then lease.fence else lease.fence + 1 end
      where lease.holder is null or lease.holder = excluded.holder or lease.expires_at <= clock_timestamp()
      returning fence`.execute(this.#db);
    return rows[0] === undefined ? null : { fence: BigInt(rows[0].fence) };
  }

  async release(holder: string): Promise<void> {
    await this.#db.updateTable('relay_lease').set({ holder: null }).where('holder', '=', holder).execute();
  }

  async read(limit: number): Promise<readonly StoredEvent[]> {
    const rows = await this.#db
      .selectFrom('outbox')
      .select(['position', 'id', 'type', 'subject', 'sequence', 'stream', 'time', 'traceparent', 'data'])
      .orderBy('position')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...row, position: BigInt(row.position) }));
  }

  /**
   * One statement. The lease's row is locked before anything moves, and positions in the log are drawn under that
   * lock: moves come one after the other, and the log's positions become visible in order.
   */
  async move(lease: RelayLease, events: readonly StoredEvent[]): Promise<boolean> {
    await this.#partitions.ensure();
    const positions = events.map((event) => event.position.toString());
    const { rows } = await sql<{ held: boolean }>`
      with held as (
        select fence from relay_lease where fence = ${lease.fence.toString()} for update
      ), moved as (
        delete from outbox where position = any(${positions}::bigint[]) and exists (select from held)
        returning *
      ), logged as (
        insert into events (id, type, subject, sequence, stream, time, traceparent, data)
        select id, type, subject, sequence, stream, time, traceparent, data from moved order by position
      )
      select exists (select from held) as held`.execute(this.#db);
    return rows[0]?.held ?? false;
  }

  async backlog(): Promise<{ waiting: number; oldest: Date | null }> {
    const { rows } = await sql<{ waiting: number; oldest: Date | null }>`
      select count(*)::integer as waiting, min(time) as oldest from outbox`.execute(this.#db);
    return rows[0] ?? { waiting: 0, oldest: null };
  }
}
