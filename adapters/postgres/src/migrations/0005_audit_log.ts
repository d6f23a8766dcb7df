import { type Kysely, sql } from 'kysely';

/** Who changed what. No foreign keys: the trail outlives the accounts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_log (
      id         uuid           primary key,
      at         timestamptz(3) not null default now(),
      action     text           not null,
      actor_kind text           not null check (actor_kind in ('anonymous', 'user', 'system')),
      actor_id   text,
      session_id uuid,
      subject    uuid           not null,
      request_id text           not null,
      network    text,
      changed    jsonb          not null,
      detail     jsonb          not null
    )`.execute(db);
}
