import { type Kysely, sql } from 'kysely';

/** What is over can be found by an index, and what belongs to a user by the user. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await changeTasks(db);
  await changeAccounts(db);
  await createForgetting(db);
  await createDropping(db);
}

/** Each type is a queue of its own. What waits is still listed in the order of `tasks_due`. */
async function changeTasks(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tasks add column subject uuid;
    update tasks set subject = users.id from users
      where type = 'send_mail' and payload ->> 'to' = users.email and erased_at is null;
    create index tasks_due_by_type on tasks (type, due_at, id) where parked_at is null;
    create index tasks_by_subject on tasks (subject) where subject is not null`.execute(db);
}

/** Pending accounts are found by `users_by_status_created_at`. */
async function changeAccounts(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users add column link_expires_at timestamptz(3);
    create index users_soft_deleted on users (deleted_at, id) where status = 'deleted' and erased_at is null;
    create index sessions_ended on sessions (ended_at) where ended_at is not null;
    create index sessions_by_age on sessions (created_at);
    create index email_reversals_by_expiry on email_reversals (expires_at);
    create index one_time_tokens_by_user on one_time_tokens (user_id)`.execute(db);
}

/** Called at the end of a statement, as the rules are: it sees what came while the statement waited for the user's row. */
async function createForgetting(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function forget_users(owners uuid[]) returns void language plpgsql as $$
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
    create function drop_event_partition(published_before timestamptz) returns boolean
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
