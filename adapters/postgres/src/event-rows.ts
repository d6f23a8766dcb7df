import { toEventData } from '@users/application';
import type { UserEvent } from '@users/domain';
import { type RawBuilder, sql } from 'kysely';

/** An event on its way into the outbox: where it comes from, and the trace it belongs to. */
export interface OutboxEntry {
  readonly id: string;
  /** How many events of the same user follow it in this statement. */
  readonly followers: number;
  readonly event: UserEvent;
  readonly traceparent: string | null;
}

/**
 * An INSERT that draws the events' positions from rows of `held`: users that this statement has locked by then. Nobody
 * else can draw one for the same user before this commits, so a user's positions rise in the order of commits; the
 * positions are drawn after the sort, so several events of one user keep their order too. Each event's number in its user's
 * history is counted back from the one that the row has now: two writers who overlap never give one number twice.
 */
export function insertEvents(entries: readonly OutboxEntry[]): RawBuilder<unknown> {
  const rows = entries.map(({ id, event, traceparent, followers }) => ({
    ...{ id, traceparent, followers },
    type: event.type,
    subject: event.userId,
    time: event.occurredAt.toISOString(),
    // Text within the JSON: these very bytes are stored, published and logged.
    data: JSON.stringify(toEventData(event)),
  }));
  return sql`
    insert into outbox (id, type, subject, sequence, stream, time, traceparent, data)
    select event.id, event.type, event.subject, held.sequence - event.followers, (select stream from service_state),
      event.time, event.traceparent, event.data::json
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as event(id uuid, type text, subject uuid, followers integer, time timestamptz, traceparent text, data text)
    join held on held.id = event.subject
    order by event.subject, event.followers desc`;
}
