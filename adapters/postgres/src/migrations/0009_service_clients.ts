import { type Kysely, sql } from 'kysely';

export const stepwise = true;

/** Sibling services that act in their own name: digests of secrets, never a secret. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table if not exists service_clients (
      id              uuid           primary key,
      name            text           not null,
      description     text           not null,
      permissions     text[]         not null,
      secret_digest   text           collate "C" not null,
      previous_digest text           collate "C",
      previous_until  timestamptz(3),
      created_at      timestamptz(3) not null,
      revoked_at      timestamptz(3),
      version         integer        not null,
      epoch           integer        not null,
      check ((previous_digest is null) = (previous_until is null))
    )`.execute(db);
  // "Not valid" spares reading the whole trail under a lock; it is read afterwards, under none that matters.
  await sql`
    alter table audit_log
      drop constraint if exists audit_log_actor_kind_check,
      add constraint audit_log_actor_kind_check
        check (actor_kind in ('anonymous', 'user', 'client', 'system')) not valid`.execute(db);
  await sql`alter table audit_log validate constraint audit_log_actor_kind_check`.execute(db);
}
