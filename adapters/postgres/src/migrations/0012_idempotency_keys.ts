import { type Kysely, sql } from 'kysely';

/** Answers to requests that may come again under their key. `json` keeps the text it was given. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table idempotency_keys (
      id          text           collate "C" primary key,
      fingerprint text           not null,
      headers     json           not null,
      body        text           not null,
      subject     uuid,
      created_at  timestamptz(3) not null,
      expires_at  timestamptz(3) not null
    );
    create index idempotency_keys_by_expiry on idempotency_keys (expires_at);
    create index idempotency_keys_by_subject on idempotency_keys (subject) where subject is not null`.execute(db);
}
