import { type Kysely, sql } from 'kysely';

/**
 * Our own work. The default of `due_at` cuts to milliseconds: rounding up would make a new task due in the future.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tasks (
      id           uuid           primary key,
      type         text           not null,
      payload      jsonb          not null,
      request_id   text           not null,
      traceparent  text,
      due_at       timestamptz(3) not null default date_trunc('milliseconds', now()),
      attempt      integer        not null default 0,
      lease        text,
      leased_until timestamptz(3),
      parked_at    timestamptz(3),
      reason       text,
      created_at   timestamptz(3) not null default now()
    ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
    create index tasks_due on tasks (due_at, id) where parked_at is null;
    create index tasks_parked on tasks (parked_at) where parked_at is not null`.execute(db);
}
