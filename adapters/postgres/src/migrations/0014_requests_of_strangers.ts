import { type Kysely, sql } from 'kysely';
import { createIndexConcurrently } from '../concurrent-index.ts';

export const stepwise = true;

/** What strangers ask for is bounded: see ADR 112. The release before writes beside it, with neither keys nor lanes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await changeTasks(db);
  await createLanes(db);
  await createRequestKeys(db);
  await createLinkPauses(db);
  await createAcceptance(db);
}

async function changeTasks(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tasks
      add column if not exists key text collate "C",
      add column if not exists lane text collate "C"`.execute(db);
  await createIndexConcurrently(db, {
    name: 'tasks_key',
    table: 'tasks',
    unique: true,
    on: '(key) where key is not null',
  });
  await createIndexConcurrently(db, {
    name: 'tasks_by_lane',
    table: 'tasks',
    on: '(lane, due_at, id) where lane is not null and parked_at is null',
  });
}

/**
 * Whether this task may be leased now: nobody else is at a task of its lane, nor about to be. Whoever asks holds the lane
 * until the end of its statement, and then sees, being volatile, what others have leased since that statement began.
 * A leased task was the first of its lane, so it is looked for among the oldest: a long lane costs no more than a short.
 */
async function createLanes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function take_lane(wanted_lane text, task_id uuid) returns boolean
    language plpgsql volatile cost 10000 as $$
    begin
      if not pg_try_advisory_xact_lock(hashtextextended('users: lane ' || wanted_lane, 0)) then
        return false;
      end if;
      return not exists (
        select from (
          select id, leased_until from tasks where lane = wanted_lane and parked_at is null
          order by due_at, id limit 100
        ) as oldest
        where id <> task_id and leased_until > now()
      );
    end $$`.execute(db);
}

/** Requests that anybody may make, by HMACs: the table tells nothing about addresses. */
async function createRequestKeys(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table if not exists request_keys (
      key        text           collate "C" primary key,
      repeated   boolean        not null,
      expires_at timestamptz(3) not null
    ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`.execute(db);
  await sql`create index if not exists request_keys_by_expiry on request_keys (expires_at)`.execute(db);
}

/** When links went out, by account and kind. It goes with its user by `forget_users`. */
async function createLinkPauses(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table if not exists link_pauses (
      user_id uuid           not null,
      kind    text           not null,
      epoch   integer        not null,
      links   integer        not null,
      last_at timestamptz(3) not null,
      primary key (user_id, kind)
    )`.execute(db);
  await sql`create index if not exists link_pauses_by_age on link_pauses (last_at)`.execute(db);
  await sql`
    create or replace function forget_users(owners uuid[]) returns void language plpgsql as $$
    begin
      delete from tasks where subject = any(owners);
      delete from one_time_tokens where user_id = any(owners);
      delete from request_counts where user_id = any(owners);
      delete from link_pauses where user_id = any(owners);
    end $$`.execute(db);
}

/**
 * A request as one statement that is the same for every address and never looks at users. A key that is alive, or whose
 * task still waits, makes it a repeat: nothing is written but, once in the life of the key, the mark `repeated` with the
 * task that acts on it. The mark is never taken back: the row goes when neither task is left.
 *
 * Whoever completes the task of a key locks the task's row before the key's, and so does this.
 *
 * `UW008`: a request came again, or waits: what rests on its being the only one must not be written.
 */
async function createAcceptance(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function put_task(task json) returns boolean language plpgsql as $$
    begin
      insert into tasks (id, type, payload, request_id, traceparent, subject, key, lane)
      select new.id, new.type, new.payload, new.request_id, new.traceparent, new.subject, new.key, new.lane
      from json_to_record(task) as new(id uuid, type text, payload jsonb, request_id text, traceparent text,
        subject uuid, key text, lane text)
      on conflict do nothing;
      return found;
    end $$`.execute(db);
  await sql`
    create or replace function keep_answer(answer json) returns boolean language plpgsql as $$
    begin
      insert into idempotency_keys as kept (id, fingerprint, headers, body, subject, created_at, expires_at)
      select new.id, new.fingerprint, new.headers, new.body, new.subject, new.created_at, new.expires_at
      from json_to_record(answer) as new(id text, fingerprint text, headers json, body text, subject uuid,
        created_at timestamptz, expires_at timestamptz)
      on conflict (id) do update set
        fingerprint = excluded.fingerprint, headers = excluded.headers, body = excluded.body,
        subject = excluded.subject, created_at = excluded.created_at, expires_at = excluded.expires_at
      where kept.expires_at <= excluded.created_at;
      return found;
    end $$`.execute(db);
  await sql`
    create or replace function is_answered(answer json, at_moment timestamptz) returns boolean
    language plpgsql volatile as $$
    begin
      return exists (select from idempotency_keys where id = answer ->> 'id' and expires_at > at_moment);
    end $$`.execute(db);
  await sql`
    create or replace function accept_request(
      wanted_key text, received_at timestamptz, alive_until timestamptz, task json, on_repeat json, answer json
    ) returns text language plpgsql set lock_timeout = '5s' as $$
    declare
      known_until timestamptz;
      is_new boolean := false;
    begin
      loop
        if answer is not null and is_answered(answer, received_at) then
          return 'answered';
        end if;
        -- Waits for a request under the same key that is being written.
        insert into request_keys (key, repeated, expires_at) values (wanted_key, false, alive_until)
        on conflict (key) do nothing;
        is_new := found;
        exit when is_new;
        if answer is not null and is_answered(answer, received_at) then
          return 'answered';
        end if;
        select expires_at into known_until from request_keys where key = wanted_key;
        continue when not found;
        exit when known_until > received_at;
        perform from tasks where key = wanted_key for update;
        update request_keys set expires_at = alive_until where key = wanted_key and expires_at <= received_at;
        is_new := found;
        exit when is_new;
      end loop;
      if is_new and put_task(task) then
        if answer is not null and not keep_answer(answer) then
          raise exception 'the same request is being answered' using errcode = 'UW001';
        end if;
        return 'accepted';
      end if;
      if on_repeat is null then
        return 'merged';
      end if;
      update request_keys set repeated = true where key = wanted_key and not repeated;
      if not found then
        return 'merged';
      end if;
      perform put_task(on_repeat);
      return 'repeated';
    end $$`.execute(db);
  await sql`
    create or replace function assert_not_repeated(keys text[]) returns void language plpgsql as $$
    begin
      perform from request_keys where key = any(keys) for share;
      if exists (select from request_keys where key = any(keys) and repeated)
        or exists (select from tasks where key = any(keys)) then
        raise exception 'the same was asked for again' using errcode = 'UW008';
      end if;
    end $$`.execute(db);
}
