import { type Kysely, sql } from 'kysely';
import { createIndexConcurrently } from '../concurrent-index.ts';

export const stepwise = true;

/** What is over can be found by an index, and what belongs to a user by the user. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await changeTasks(db);
  await changeAccounts(db);
  await createForgetting(db);
  await createDropping(db);
}

/** Each type is a queue of its own. What waits is still listed in the order of `tasks_due`. */
async function changeTasks(db: Kysely<unknown>): Promise<void> {
  await sql`alter table tasks add column if not exists subject uuid`.execute(db);
  await sql`
    update tasks set subject = users.id from users
      where type = 'send_mail' and subject is null and payload ->> 'to' = users.email and erased_at is null`.execute(
    db,
  );
  for (const [name, on] of [
    ['tasks_due_by_type', '(type, due_at, id) where parked_at is null'],
    ['tasks_by_subject', '(subject) where subject is not null'],
  ] as const) {
    await createIndexConcurrently(db, { name, table: 'tasks', on });
  }
}

/** Pending accounts are found by `users_by_status_created_at`. */
async function changeAccounts(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column if not exists link_expires_at timestamptz(3)`.execute(db);
  for (const [name, table, on] of [
    ['users_soft_deleted', 'users', "(deleted_at, id) where status = 'deleted' and erased_at is null"],
    ['sessions_ended', 'sessions', '(ended_at) where ended_at is not null'],
    ['sessions_by_age', 'sessions', '(created_at)'],
    ['email_reversals_by_expiry', 'email_reversals', '(expires_at)'],
    ['one_time_tokens_by_user', 'one_time_tokens', '(user_id)'],
  ] as const) {
    await createIndexConcurrently(db, { name, table, on });
  }
}

/** Called at the end of a statement, as the rules are: it sees what came while the statement waited for the user's row. */
async function createForgetting(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function forget_users(owners uuid[]) returns void language plpgsql as $$
    begin
      delete from tasks where subject = any(owners);
      delete from one_time_tokens where user_id = any(owners);
    end $$`.execute(db);
}

/**
 * Drops the oldest partition of the log, if all of its month (UTC) was over by then. That locks readers out, for a
 * moment: whoever asks waits a second at most for them to end, for everybody behind waits too.
 */
async function createDropping(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function drop_event_partition(published_before timestamptz) returns boolean
    language plpgsql security definer set search_path from current set lock_timeout = '1s' as $$
    declare
      partition text;
    begin
      select child.relname into partition
      from pg_inherits join pg_class as child on child.oid = inhrelid
      where inhparent = 'events'::regclass and child.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
        and (to_date(right(child.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= published_before
      order by child.relname limit 1;
      if partition is null then
        return false;
      end if;
      execute format('drop table %I', partition);
      return true;
    end $$`.execute(db);
}
