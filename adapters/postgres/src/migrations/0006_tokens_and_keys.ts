import { type Kysely, sql } from 'kysely';

/** One-time tokens (where there is no Redis) by their digests, and signing keys with their private halves sealed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // No foreign key to users: a link is written before the account that it belongs to.
  await sql`
    create table one_time_tokens (
      purpose            text           not null,
      digest             text           not null,
      user_id            uuid           not null,
      email              text           not null,
      epoch              integer        not null,
      sealed_credentials text,
      issued_at          timestamptz(3) not null,
      expires_at         timestamptz(3) not null,
      network            text,
      primary key (purpose, digest)
    );
    create index one_time_tokens_by_expiry on one_time_tokens (expires_at);

    create table signing_keys (
      kid                text           primary key,
      public_jwk         text           not null,
      sealed_private_jwk text           not null,
      created_at         timestamptz(3) not null,
      activates_at       timestamptz(3) not null
    )`.execute(db);
}
