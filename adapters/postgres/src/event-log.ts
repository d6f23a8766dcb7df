import { type EventLog, type LoggedEvent, type LogPage, type LogQuery, NotYet, scrubbedData } from '@users/application';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/**
 * Positions that one read looks at, at most: the price of a page does not depend on how rare the wanted types are. The
 * events of one user have an index.
 */
const span = 10_000;

/** The log in PostgreSQL: positions are drawn under the relay's lease, so they become visible in order. */
export class PostgresEventLog implements EventLog {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  /**
   * One statement, so one snapshot: bounds that were read before or after the events could skip some. The head of a move
   * by the release before is not in the lease's row, hence the greater of the two.
   */
  async read({ after, limit, types, subject }: LogQuery): Promise<LogPage> {
    if (subject !== null && !isUuid(subject)) return this.read({ after, limit: 0, types, subject: null });
    // A condition that is not asked for is left out: one that is always true would keep PostgreSQL from its index.
    const ofTypes = types === null ? sql`` : sql`and type = any(${types}::text[])`;
    const ofSubject = subject === null ? sql`` : sql`and subject = ${subject}::uuid`;
    const stop = subject === null ? sql`least(head, start + ${span})` : sql`head`;
    const { rows } = await sql<PageRow>`
      with bounds as materialized (
        select stream, coalesce(oldest - 1, log_head) as floor, greatest(log_head, newest) as head
        from service_state, relay_lease,
          (select min(position) as oldest, max(position) as newest from events) as ends
      ), range as materialized (
        select *, coalesce(${after?.toString() ?? null}::bigint, floor) as start from bounds
      ), span as materialized (
        select *, ${stop} as stop from range
      )
      select stream, floor, head, start, stop, event.*
      from span left join lateral (
        select position, id, type, subject, sequence, events.stream as event_stream, time, traceparent, data,
          scrubbed_at is not null as scrubbed
        from events
        where position > start and position <= stop ${ofTypes} ${ofSubject}
        order by position
        limit ${limit}
      ) as event on true
      order by position`.execute(this.#db);
    return toPage(rows, limit);
  }

  async head(): Promise<bigint> {
    const { rows } = await sql<{ head: string }>`
      select greatest(log_head, (select max(position) from events)) as head from relay_lease`.execute(this.#db);
    return BigInt(rows[0]?.head ?? 0);
  }

  async scrub(subject: string, limit: number): Promise<number> {
    const waiting = await this.#db.selectFrom('outbox').select('id').where('subject', '=', subject).limit(1).execute();
    // Seen to be empty before the log is read: what was moved in between is in the log by then.
    if (waiting.length > 0) throw new NotYet('the events of this user are published');
    const rows = await this.#db
      .selectFrom('events')
      .select(['position', 'logged_at', 'data'])
      .where('subject', '=', subject)
      .where('scrubbed_at', 'is', null)
      .where('type', '<>', 'user.deleted')
      .orderBy('position')
      .limit(limit)
      .execute();
    if (rows.length === 0) return 0;
    const positions = rows.map(({ position }) => position);
    const times = rows.map(({ logged_at }) => logged_at.toISOString());
    const texts = rows.map(({ data }) => JSON.stringify(scrubbedData(data)));
    await sql`
      update events set data = blank.data::json, traceparent = null, scrubbed_at = now()
      from unnest(${positions}::bigint[], ${times}::timestamptz[], ${texts}::text[]) as blank (position, logged_at, data)
      where events.position = blank.position and events.logged_at = blank.logged_at`.execute(this.#db);
    return rows.length;
  }
}

/** The bounds on every row; the event's columns are null on the only row of a page without events. */
interface PageRow extends Omit<LoggedEvent, 'position' | 'id'> {
  readonly floor: string;
  readonly head: string;
  readonly start: string;
  readonly stop: string;
  readonly event_stream: number;
  readonly position: string | null;
  readonly id: string | null;
}

function toPage(rows: readonly PageRow[], limit: number): LogPage {
  const [bounds] = rows;
  if (bounds === undefined) throw new Error('service_state or relay_lease has lost its row');
  const events = rows.flatMap(({ floor, head, start, stop, event_stream: stream, position, id, ...event }) =>
    position === null || id === null ? [] : [{ ...event, id, position: BigInt(position), stream }],
  );
  const [start, stop] = [BigInt(bounds.start), BigInt(bounds.stop)];
  const through = events.length === limit && limit > 0 ? (events.at(-1)?.position ?? start) : stop;
  return {
    stream: bounds.stream,
    floor: BigInt(bounds.floor),
    head: BigInt(bounds.head),
    events,
    through: through > start ? through : start,
  };
}
