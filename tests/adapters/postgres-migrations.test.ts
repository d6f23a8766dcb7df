import { randomBytes, randomUUID } from 'node:crypto';
import { DependencyUnavailable } from '@users/application';
import { builtInRoles } from '@users/domain';
import { type Database, migrateToLatest, openDatabase, pendingMigrations } from '@users/postgres';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { createEmptyDatabase } from '../support/database.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('postgres', 'migrations', () => {
  let url: string;
  let database: Database;

  beforeEach(async () => {
    const empty = await createEmptyDatabase();
    url = empty.url;
    database = openDatabase({ url, poolSize: 2 });
    return async () => {
      await database.close();
      await empty.close();
    };
  });

  async function executed(): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(database.db);
    return rows.map((row) => row.name);
  }

  test('an empty database lacks all of them, and none afterwards', async () => {
    const pending = await pendingMigrations(url);
    expect(pending[0]).toBe('0001_users');
    const lines: string[] = [];
    expect(await migrateToLatest(url, { log: (line) => lines.push(line) })).toEqual(pending);
    expect(lines).toEqual(pending.map((name) => `migrated: ${name}`));
    expect(await pendingMigrations(url)).toEqual([]);
    expect(await executed()).toEqual(pending);
  });

  test('a second time there is nothing to do', async () => {
    await migrateToLatest(url);
    expect(await migrateToLatest(url)).toEqual([]);
  });

  test('of five at once, one does it and the others find it done', async () => {
    const names = await pendingMigrations(url);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => migrateToLatest(url)));
    expect(outcomes.flat().sort()).toEqual(names);
    expect(outcomes.filter((outcome) => outcome.length > 0)).toHaveLength(1);
    expect(await database.db.selectFrom('roles').select('name').orderBy('name').execute()).toHaveLength(2);
  });

  test('each is all or nothing: what is in the way leaves those before it done, and no half of it behind', async () => {
    await sql`create table signing_keys (id integer)`.execute(database.db);
    await expect(migrateToLatest(url)).rejects.toThrow('already exists');
    expect((await executed()).at(-1)).toBe('0005_audit_log');
    const { rows } = await sql`select to_regclass('one_time_tokens') as tokens`.execute(database.db);
    expect(rows).toEqual([{ tokens: null }]);
    await sql`drop table signing_keys`.execute(database.db);
    expect((await migrateToLatest(url))[0]).toBe('0006_tokens_and_keys');
  });

  test('a stepwise one goes on where it was stopped, over an index that was built in half', async () => {
    await migrateToLatest(url, { upTo: '0009_service_clients' });
    const user = randomUUID();
    await sql`create function forget_users(owners uuid[]) returns text language sql as 'select null'`.execute(
      database.db,
    );
    await expect(migrateToLatest(url)).rejects.toThrow('cannot change return type');
    await sql`drop function forget_users`.execute(database.db);
    await sql`drop index one_time_tokens_by_user`.execute(database.db);
    await sql`insert into one_time_tokens (purpose, digest, user_id, email, epoch, issued_at, expires_at)
      select 'p', n, ${user}, 'a@example.com', 0, now(), now() from generate_series(1, 2) as n`.execute(database.db);
    // Two of one value: it fails after it has been entered into the catalogue, as one that is broken off.
    const broken = sql`create unique index concurrently one_time_tokens_by_user on one_time_tokens (user_id)`;
    await expect(broken.execute(database.db)).rejects.toThrow();
    expect(await migrateToLatest(url)).toContain('0010_housekeeping');
    const { rows } = await sql<{ name: string }>`
      select indexrelid::regclass::text as name from pg_index where not indisvalid`.execute(database.db);
    expect(rows).toEqual([]);
  });

  // The code of a release runs, and may be told to migrate, beside the schema of the next one.
  test('migrations of a newer release are passed over', async () => {
    await migrateToLatest(url);
    await sql`insert into kysely_migration (name, timestamp)
      values ('9999_of_a_newer_release', '2999-01-01T00:00:00.000Z')`.execute(database.db);
    expect(await pendingMigrations(url)).toEqual([]);
    expect(await migrateToLatest(url)).toEqual([]);
    expect(await executed()).toContain('9999_of_a_newer_release');
  });

  test('a table that is in use is not waited for: it gives way, says so, and tries again', async () => {
    await migrateToLatest(url);
    let tries = 0;
    await database.db.transaction().execute(async (trx) => {
      await sql`lock table kysely_migration in access exclusive mode`.execute(trx);
      const waited = Promise.withResolvers<void>();
      const migrating = migrateToLatest(url, {
        log: () => {
          tries += 1;
          waited.resolve();
        },
      });
      await waited.promise;
      await sql`rollback`.execute(trx);
      expect(await migrating).toEqual([]);
    });
    expect(tries).toBeGreaterThan(0);
  });

  /** A role without any privilege that the template does not give, and the address of this database as that role. */
  async function plainUser(): Promise<{ url: string; name: string }> {
    const name = `plain_${randomBytes(6).toString('hex')}`;
    await sql`create role ${sql.ref(name)} login password 'plain'`.execute(database.db);
    const address = new URL(url);
    address.username = name;
    address.password = 'plain';
    return { url: address.href, name };
  }

  test('without pg_trgm and the right to install it: it says what to do, and goes on once that is done', async () => {
    const plain = await plainUser();
    try {
      // All that a service needs in a database whose owner is somebody else.
      await sql`grant usage, create on schema public to ${sql.ref(plain.name)}`.execute(database.db);
      await expect(migrateToLatest(plain.url)).rejects.toThrow(/owner of the database.*create extension pg_trgm/);
      await sql`create schema extensions`.execute(database.db);
      await sql`create extension pg_trgm schema extensions`.execute(database.db);
      await sql`grant usage on schema extensions to ${sql.ref(plain.name)}`.execute(database.db);
      expect(await migrateToLatest(plain.url)).toContain('0008_whole_account');
    } finally {
      await sql`drop owned by ${sql.ref(plain.name)} cascade`.execute(database.db);
      await sql`drop role ${sql.ref(plain.name)}`.execute(database.db);
    }
  });

  test('the built-in roles are there as the domain knows them', async () => {
    await migrateToLatest(url);
    const rows = await database.db.selectFrom('roles').selectAll('roles').execute();
    const roles = rows.map(({ built_in, ...role }) => ({ ...role, builtIn: built_in }));
    expect(roles).toEqual(expect.arrayContaining([...builtInRoles]));
  });

  test('a server that cannot be reached is named as what is away', async () => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/nothing';
    await expect(pendingMigrations(nowhere)).rejects.toThrow(DependencyUnavailable);
    await expect(migrateToLatest(nowhere)).rejects.toThrow(DependencyUnavailable);
  });
});
