import { type Kysely, sql } from 'kysely';
import { trigramSchema } from '../trigram-extension.ts';

/** What administration, ways back and searches need. The release before writes beside it: whatever is new may be null. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column suspension_reason text`.execute(db);
  // An entry about a role is about no user.
  await sql`alter table audit_log alter column subject drop not null`.execute(db);
  await createEmailReversals(db);
  await createFilterIndexes(db);
  await createRules(db);
}

async function createEmailReversals(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table email_reversals (
      digest     text           collate "C" primary key,
      user_id    uuid           not null references users (id) on delete cascade,
      old_email  text           collate "C" not null,
      created_at timestamptz(3) not null,
      expires_at timestamptz(3) not null
    );
    create index email_reversals_by_user on email_reversals (user_id);
    create index email_reversals_by_old_email on email_reversals (old_email)`.execute(db);
}

/**
 * One index for each filter of the list that may leave few rows; where many are left, the index of the list's order is
 * followed instead. Names are folded by ICU's root collation: `lower` of "C" would fold ASCII alone. What waits to be
 * sorted into a GIN index is read by every search: at four megabytes, the default, that is most of its time.
 */
async function createFilterIndexes(db: Kysely<unknown>): Promise<void> {
  const trigrams = sql.id(await trigramSchema(db), 'gin_trgm_ops');
  await sql`
    create index users_by_part on users using gin (lower(full_name collate "und-x-icu") ${trigrams}, email ${trigrams})
      with (gin_pending_list_limit = 128) where erased_at is null`.execute(db);
  await sql`
    create index users_by_role on users using gin (role_names)
      with (gin_pending_list_limit = 128) where erased_at is null`.execute(db);
  await sql`
    create index users_unverified on users (created_at, id)
      where erased_at is null and email_verified_at is null`.execute(db);
}

/**
 * The rules over several aggregates, called at the end of the statement that writes them, when its parts have run. A
 * volatile function's queries see what the statement has done so far and, in READ COMMITTED, what others committed
 * before each query began. So those under a lock see all that was done under it before; it is held until the commit.
 *
 * `UW003`: no administrator would be left. `UW004`: a removed role is held by somebody. `UW005`: a given role does not
 * exist. `UW006`: an address is kept for its former owner.
 */
async function createRules(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function assert_admin_left() returns void language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('users: administrators', 0));
      if not exists (select from users where role_names @> '{admin}' and status = 'active' and erased_at is null) then
        raise exception 'no active administrator would be left' using errcode = 'UW003';
      end if;
    end $$;

    -- Whoever gives roles shares the lock; whoever removes one has it alone.
    create function assert_roles_unused(names text[]) returns void language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('users: roles', 0));
      if exists (select from users where role_names && names and erased_at is null) then
        raise exception 'a role is in use' using errcode = 'UW004';
      end if;
    end $$;

    create function assert_roles_exist(names text[]) returns void language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(hashtextextended('users: roles', 0));
      if exists (select from unnest(names) as given (name) where given.name not in (select roles.name from roles)) then
        raise exception 'a role does not exist' using errcode = 'UW005';
      end if;
    end $$;

    -- No lock: two who want one address meet at its unique index, and whoever comes second waits there.
    create function assert_emails_free(emails text[], owners uuid[], moment timestamptz) returns void
    language plpgsql as $$
    begin
      if exists (
        select from unnest(emails, owners) as taken (email, owner)
        join email_reversals as kept on kept.old_email = taken.email
        where kept.user_id <> taken.owner and kept.expires_at > moment
      ) then
        raise exception 'an address is kept for its former owner' using errcode = 'UW006';
      end if;
    end $$;

    -- A session that was opened while this statement waited for the user's row is seen here, and was not at its start.
    create function delete_sessions_of(owners uuid[]) returns void language plpgsql as $$
    begin
      delete from sessions where user_id = any(owners);
    end $$`.execute(db);
}
