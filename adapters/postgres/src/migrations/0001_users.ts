import { builtInRoles } from '@users/domain';
import { type Kysely, sql } from 'kysely';

/**
 * Texts that are compared or sorted have collation "C": code points, the same on every machine and in every release of
 * the C library. Times have milliseconds, as JavaScript's have: what was read can be compared with what is stored.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createUsers(db);
  await createListingIndexes(db);
  await createRoles(db);
}

async function createUsers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table users (
      id                uuid           primary key,
      email             text           collate "C" not null,
      full_name         text           collate "C" not null,
      locale            text           not null,
      metadata          jsonb          not null,
      status            text           not null check (status in ('pending', 'active', 'suspended', 'deleted')),
      role_names        text[]         not null,
      password_hash     text,
      email_verified_at timestamptz(3),
      verified_by       text,
      registrations     integer        not null,
      last_login_at     timestamptz(3),
      created_at        timestamptz(3) not null,
      updated_at        timestamptz(3) not null,
      deleted_at        timestamptz(3),
      erased_at         timestamptz(3),
      version           integer        not null,
      epoch             integer        not null,
      sequence          integer        not null
    ) with (fillfactor = 90)`.execute(db);
  // A soft-deleted account keeps its address; an erased one has given it up.
  await sql`create unique index users_email_key on users (email) where erased_at is null`.execute(db);
}

/** One index for each order of the list, with and without a status: a page costs the same at any depth. */
async function createListingIndexes(db: Kysely<unknown>): Promise<void> {
  for (const column of ['created_at', 'email', 'full_name']) {
    await sql`
      create index ${sql.ref(`users_by_${column}`)} on users (${sql.ref(column)}, id)
        where erased_at is null and status <> 'deleted'`.execute(db);
    await sql`
      create index ${sql.ref(`users_by_status_${column}`)} on users (status, ${sql.ref(column)}, id)
        where erased_at is null`.execute(db);
  }
}

async function createRoles(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table roles (
      name        text    collate "C" primary key,
      description text    not null,
      permissions text[]  not null,
      built_in    boolean not null,
      version     integer not null
    )`.execute(db);
  for (const { name, description, permissions, builtIn, version } of builtInRoles) {
    await sql`
      insert into roles (name, description, permissions, built_in, version)
      values (${name}, ${description}, ${[...permissions]}, ${builtIn}, ${version})`.execute(db);
  }
}
