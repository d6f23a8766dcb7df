import { type Kysely, sql } from 'kysely';

/** Refresh-token families: neither a token nor a digest of one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sessions (
      id         uuid           primary key,
      user_id    uuid           not null references users (id) on delete cascade,
      seed       text           not null,
      generation integer        not null,
      rotated_at timestamptz(3) not null,
      epoch      integer        not null,
      created_at timestamptz(3) not null,
      network    text,
      user_agent text,
      ended_at   timestamptz(3),
      end_reason text,
      revision   integer        not null
    ) with (fillfactor = 90)`.execute(db);
  await sql`create index sessions_by_user on sessions (user_id)`.execute(db);
}
