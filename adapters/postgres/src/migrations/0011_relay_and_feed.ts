import { type Kysely, sql } from 'kysely';

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
      add column attempts integer not null default 0,
      add column reason text,
      add column retry_at timestamptz(3),
      add column parked_at timestamptz(3);
    create index outbox_held on outbox (subject, position) where attempts > 0`.execute(db);
}

/**
 * The position of the newest event in the log, also when its partition was dropped. The sequence cannot tell: it shows
 * positions of a move that is not committed yet.
 */
async function countTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table relay_lease add column log_head bigint not null default 0;
    update relay_lease set log_head = coalesce((select max(position) from events), 0)`.execute(db);
}

async function scrubTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table events add column scrubbed_at timestamptz(3);
    create index events_by_subject on events (subject, position)`.execute(db);
}
