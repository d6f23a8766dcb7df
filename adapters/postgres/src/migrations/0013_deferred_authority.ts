import { type Kysely, sql } from 'kysely';
import { createIndexConcurrently } from '../concurrent-index.ts';

export const stepwise = true;

/**
 * A guard that strangers cannot move, and who asked for what is carried out later. The release before writes beside it:
 * it leaves the guard, the version and the epoch tell of its changes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await changeUsers(db);
  await changeReversals(db);
  await createRequestCounts(db);
}

async function changeUsers(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table users
      add column if not exists revision integer not null default 0,
      add column if not exists contested boolean not null default false,
      add column if not exists credentials_version integer not null default 1,
      add column if not exists email_is_own boolean not null default true,
      add column if not exists invited_by jsonb,
      add column if not exists email_change jsonb`.execute(db);
  await sql`
    update users set contested = true where status = 'pending' and registrations > 1 and not contested`.execute(db);
  // Who invited whom stands in the trail; an invitation of which that is not known can be followed no more.
  await sql`
    update users set invited_by = jsonb_build_object('kind', entry.actor_kind, 'id', entry.actor_id)
      from audit_log as entry
      where entry.subject = users.id and entry.action in ('user.create', 'user.import')
        and entry.actor_kind in ('user', 'client', 'system') and entry.actor_id is not null
        and users.status in ('pending', 'deleted') and users.email_verified_at is null and users.erased_at is null
        and users.password_hash is null and users.invited_by is null`.execute(db);
  for (const [name, on] of [
    ['users_by_inviter', "((invited_by ->> 'id')) where invited_by is not null"],
    ['users_by_email_change', "((email_change -> 'requester' ->> 'id')) where email_change is not null"],
  ] as const) {
    await createIndexConcurrently(db, { name, table: 'users', on });
  }
}

/**
 * Of the links that are there already nobody knows who asked for their changes. The oldest of each user leads to the
 * address before all of them; a later one may lead to an address that somebody else had set, and goes.
 */
async function changeReversals(db: Kysely<unknown>): Promise<void> {
  await sql`alter table email_reversals add column if not exists requester jsonb`.execute(db);
  await sql`
    delete from email_reversals as later using email_reversals as first
      where later.user_id = first.user_id and later.created_at > first.created_at
        and later.requester is null`.execute(db);
  await sql`
    update users set email_is_own = false
      where email_is_own and id in (select user_id from email_reversals where requester is null)`.execute(db);
}

/**
 * When each person or service asked something about an account, as far back as it counts. Counted as the last part of the statement that asks:
 * `UW007` undoes it, with the seconds to wait as its hint.
 */
async function createRequestCounts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table if not exists request_counts (
      requester text             collate "C" not null,
      user_id   uuid             not null,
      asked_at  timestamptz(3)[] not null,
      last_at   timestamptz(3)   not null,
      primary key (user_id, requester)
    )`.execute(db);
  await createIndexConcurrently(db, { name: 'request_counts_by_age', table: 'request_counts', on: '(last_at)' });
  await sql`
    create or replace function count_request(asker text, account uuid, moment timestamptz, per_seconds integer, most integer)
      returns void language plpgsql as $$
    declare
      counted request_counts;
    begin
      insert into request_counts as kept (requester, user_id, asked_at, last_at)
        values (asker, account, array[moment], moment)
        on conflict (user_id, requester) do update set last_at = moment, asked_at = array(
          select asked from unnest(kept.asked_at) as asked where asked > moment - make_interval(secs => per_seconds)
          order by asked
        ) || moment::timestamptz(3)
        returning * into counted;
      if cardinality(counted.asked_at) > most then
        raise exception 'too many requests about one account' using errcode = 'UW007',
          hint = ceil(extract(epoch from counted.asked_at[1] + make_interval(secs => per_seconds) - moment))::text;
      end if;
    end $$`.execute(db);
  await sql`
    create or replace function forget_users(owners uuid[]) returns void language plpgsql as $$
    begin
      delete from tasks where subject = any(owners);
      delete from one_time_tokens where user_id = any(owners);
      delete from request_counts where user_id = any(owners);
    end $$`.execute(db);
}
