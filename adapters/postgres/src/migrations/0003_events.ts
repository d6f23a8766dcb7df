import { type Kysely, sql } from 'kysely';

/**
 * From the change to the log. `data` is `json`, not `jsonb`: it keeps the text it was given, so that one event has the
 * same bytes in the outbox, on Kafka and in the log, and can still be queried.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createOutbox(db);
  await createLog(db);
  await createLogPartitions(db);
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table service_state (
      singleton boolean primary key default true check (singleton),
      stream    integer not null
    );
    insert into service_state (stream) values (1);

    create table relay_lease (
      singleton  boolean        primary key default true check (singleton),
      holder     text,
      fence      bigint         not null,
      expires_at timestamptz(3) not null
    );
    insert into relay_lease (fence, expires_at) values (0, '-infinity');

    -- A queue: as many rows go as come, so its dead rows are swept early.
    create table outbox (
      position    bigint         generated always as identity primary key,
      id          uuid           not null unique,
      type        text           not null,
      subject     uuid           not null,
      sequence    integer        not null,
      stream      integer        not null,
      time        timestamptz(3) not null,
      traceparent text,
      data        json           not null
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`.execute(db);
}

/** Append-only; its positions are drawn under the lease's lock and so become visible in order. */
async function createLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create sequence events_position;
    create table events (
      position    bigint         not null default nextval('events_position'),
      id          uuid           not null,
      type        text           not null,
      subject     uuid           not null,
      sequence    integer        not null,
      stream      integer        not null,
      time        timestamptz(3) not null,
      traceparent text,
      data        json           not null,
      logged_at   timestamptz(3) not null default now(),
      primary key (position, logged_at)
    ) partition by range (logged_at);
    alter sequence events_position owned by events.position`.execute(db);
}

/**
 * One partition a month (UTC), this month's and the next one's at least. A partition is made aside and then attached:
 * `create table … partition of` would lock readers of the log out. Of several callers the others wait at the lock, which
 * lets reads and writes pass; after it they see the partition (an advisory lock would not refresh what they know).
 */
async function createLogPartitions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function ensure_event_partitions() returns void
    language plpgsql security definer set search_path from current as $$
    declare
      this_month timestamp := date_trunc('month', now() at time zone 'UTC');
      month timestamp;
      partition text;
    begin
      foreach month in array array[this_month, this_month + interval '1 month'] loop
        partition := 'events_' || to_char(month, 'YYYY_MM');
        continue when to_regclass(quote_ident(partition)) is not null;
        lock table events in share update exclusive mode;
        continue when to_regclass(quote_ident(partition)) is not null;
        execute format('create table %I (like events including all)', partition);
        execute format('alter table events attach partition %I for values from (%L) to (%L)', partition,
          month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      end loop;
    end $$;
    select ensure_event_partitions()`.execute(db);
}
