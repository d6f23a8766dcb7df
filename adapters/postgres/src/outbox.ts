import type { Backlog, HoldOptions, Outbox, ParkedEvent, RelayLease, StoredEvent } from '@users/application';
import { type Kysely, sql } from 'kysely';
import { LogPartitions } from './log-partitions.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

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

  async read(limit: number, maxBytes?: number): Promise<readonly StoredEvent[]> {
    const { rows } = await sql<StoredEvent & { position: string }>`
      select position, id, type, subject, sequence, stream, time, traceparent, data
      from (
        select *, sum(bytes) over (order by position) - bytes as bytes_before
        from (
          select *, octet_length(data::text) as bytes from outbox
          where ${isReady}
          order by position
          limit ${limit}
        ) as oldest
      ) as measured
      where bytes_before < ${maxBytes ?? null}::bigint or ${maxBytes ?? null}::bigint is null
      order by position`.execute(this.#db);
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
        returning position
      ), counted as (
        update relay_lease set log_head = greatest(log_head, (select max(position) from logged))
        where exists (select from logged)
      )
      select exists (select from held) as held`.execute(this.#db);
    return rows[0]?.held ?? false;
  }

  async hold(lease: RelayLease, event: StoredEvent, options: HoldOptions): Promise<'held' | 'parked' | null> {
    const { reason, maxAttempts, retryAfterSeconds } = options;
    const { rows } = await sql<{ parked: boolean }>`
      with held as (
        select from relay_lease where fence = ${lease.fence.toString()} for update
      )
      update outbox
      set attempts = attempts + 1, reason = ${reason},
        retry_at = clock_timestamp() + make_interval(secs => ${retryAfterSeconds}),
        parked_at = case when attempts + 1 >= ${maxAttempts} then clock_timestamp() end
      where position = ${event.position.toString()} and exists (select from held)
      returning parked_at is not null as parked`.execute(this.#db);
    if (rows[0] === undefined) return null;
    return rows[0].parked ? 'parked' : 'held';
  }

  async parked(limit: number): Promise<readonly ParkedEvent[]> {
    const { rows } = await sql<ParkedEvent>`
      select id, type, subject, sequence, time, reason, attempts, parked_at as "parkedAt",
        (select count(*)::integer from outbox as later
          where later.subject = outbox.subject and later.position > outbox.position) as behind
      from outbox
      where attempts > 0 and parked_at is not null
      order by position
      limit ${limit}`.execute(this.#db);
    return rows;
  }

  async retry(id: string | null): Promise<number> {
    if (id !== null && !isUuid(id)) return 0;
    const { rows } = await sql`
      update outbox set attempts = 0, reason = null, retry_at = null, parked_at = null
      where attempts > 0 and parked_at is not null and (${id}::uuid is null or id = ${id}::uuid)
      returning id`.execute(this.#db);
    return rows.length;
  }

  async backlog(): Promise<Backlog> {
    const { rows } = await sql<Backlog>`
      select
        (select count(*)::integer from outbox) as waiting,
        (select time from outbox where ${isReady} order by position limit 1) as oldest,
        (select count(*)::integer from outbox where attempts > 0 and parked_at is not null) as parked`.execute(
      this.#db,
    );
    return rows[0] ?? { waiting: 0, oldest: null, parked: 0 };
  }
}

/** True for a row of `outbox` that is neither held nor behind a held one of its subject. */
const isReady = sql`not exists (
  select from outbox as refused
  where refused.attempts > 0 and refused.subject = outbox.subject and refused.position <= outbox.position
    and (refused.parked_at is not null or refused.retry_at > clock_timestamp())
)`;
