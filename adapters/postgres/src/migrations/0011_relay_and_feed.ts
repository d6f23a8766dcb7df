import { type Kysely, sql } from 'kysely';
import { createIndexConcurrently, createPartitionedIndexConcurrently } from '../concurrent-index.ts';

export const stepwise = true;

/** What the relay notes of refused events, and what readers of the log need. The release before writes beside it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await holdRefusedEvents(db);
  await countTheLog(db);
  await scrubTheLog(db);
}

/** Next to no row is held, so the index is next to nothing, and so is the look at it for each event that is read. */
async function holdRefusedEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table outbox
      add column if not exists attempts integer not null default 0,
      add column if not exists reason text,
      add column if not exists retry_at timestamptz(3),
      add column if not exists parked_at timestamptz(3)`.execute(db);
  await createIndexConcurrently(db, {
    name: 'outbox_held',
    table: 'outbox',
    on: '(subject, position) where attempts > 0',
  });
}

/**
 * The position of the newest event in the log, also when its partition was dropped. The sequence cannot tell: it shows
 * positions of a move that is not committed yet.
 */
async function countTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table relay_lease add column if not exists log_head bigint not null default 0`.execute(db);
  await sql`
    update relay_lease set log_head = greatest(log_head, (select max(position) from events))`.execute(db);
}

async function scrubTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table events add column if not exists scrubbed_at timestamptz(3)`.execute(db);
  await createPartitionedIndexConcurrently(db, {
    name: 'events_by_subject',
    table: 'events',
    on: '(subject, position)',
  });
}
