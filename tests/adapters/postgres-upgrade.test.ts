import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { migrateToLatest, pendingMigrations } from '@users/postgres';
import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { createEmptyDatabase } from '../support/database.ts';
import { insertManyUsers } from '../support/many-users.ts';
import { recordStrongLocks } from '../support/strong-locks.ts';
import { columnsOf, takenAway } from '../support/table-columns.ts';
import { describeWith } from '../support/services/require.ts';

/** What the first release is made of: nobody writes while these run. */
const first = '0008_whole_account';

describeWith('postgres', 'a database in use comes to the present schema', () => {
  let url: string;
  let database: pg.Client;

  beforeEach(async () => {
    const empty = await createEmptyDatabase();
    url = empty.url;
    database = new pg.Client({ connectionString: url });
    await database.connect();
    return async () => {
      await database.end();
      await empty.close();
    };
  });

  test('each migration leaves the release before all that it reads and writes', async () => {
    const names = await pendingMigrations(url);
    let before = await columnsOf(database);
    for (const name of names) {
      expect(await migrateToLatest(url, { upTo: name })).toEqual([name]);
      const after = await columnsOf(database);
      expect(takenAway(before, after), name).toEqual([]);
      before = after;
    }
    expect(before.length).toBeGreaterThan(100);
  });

  test('no writer waits long, none fails, and each lock on a table is taken alone', { timeout: 180_000 }, async () => {
    await migrateToLatest(url, { upTo: first });
    await insertManyUsers(database, 100_000);
    await insertManyRows(database);
    const locks = await recordStrongLocks(database);
    let going = true;
    const writers = Promise.all(Array.from({ length: 4 }, () => writeOn(url, () => going)));
    const migrated = await migrateToLatest(url).finally(() => {
      going = false;
    });
    const outcomes = await writers;
    expect(migrated.length).toBeGreaterThan(0);
    expect(outcomes.flatMap(({ failures }) => failures)).toEqual([]);
    for (const { written } of outcomes) expect(written).toBeGreaterThan(0);
    const taken = await locks.taken();
    expect(taken.filter(({ mode }) => mode === 'ShareLock').map(({ statement }) => statement)).toEqual([]);
    for (const [transaction, own] of Map.groupBy(taken, (lock) => lock.transaction)) {
      const tables = new Set(own.map(({ table }) => table));
      expect([...tables], `in transaction ${transaction}: ${own.map(({ statement }) => statement)}`).toHaveLength(1);
    }
    // It saw something at all.
    expect(new Set(taken.map(({ table }) => table))).toContain('users');
  });
});

/** Sessions, tasks, audit entries and a log: all that has many rows in a database that is used. */
async function insertManyRows(database: pg.Client): Promise<void> {
  for (const statement of [
    `insert into sessions (id, user_id, seed, generation, rotated_at, epoch, created_at, revision)
      select gen_random_uuid(), id, 's', 0, now(), 0, now(), 0 from users`,
    `insert into events (id, type, subject, sequence, stream, time, data)
      select gen_random_uuid(), 'user.created', id, 1, 1, now(), '{}' from users`,
    `insert into audit_log (id, action, actor_kind, subject, request_id, changed, detail)
      select gen_random_uuid(), 'user.create', 'system', id, 'r', '[]', '{}' from users`,
    `insert into tasks (id, type, payload, request_id)
      select gen_random_uuid(), 'send_mail', jsonb_build_object('to', email), 'r' from users limit 5000`,
    'analyze',
  ]) {
    await database.query(statement);
  }
}

/** Longer than any change of the schema holds a lock or has others wait behind it, on however busy a machine. */
const waitsAtMostMs = 5_000;

type Outcome = { readonly written: number; readonly failures: readonly string[] };

/** What a release before does for a registration and a change: users, events and tasks in one statement; then moves on. */
async function writeOn(url: string, going: () => boolean): Promise<Outcome> {
  const client = new pg.Client({ connectionString: url, lock_timeout: waitsAtMostMs });
  await client.connect();
  const failures: string[] = [];
  let written = 0;
  while (going()) {
    const id = randomUUID();
    for (const statement of [
      `with added as (
        insert into users (id, email, full_name, locale, metadata, status, role_names, registrations, created_at,
          updated_at, version, epoch, sequence)
        values ($1::text::uuid, $1::text || '@example.com', 'Somebody', 'en', '{}', 'active', '{user}', 1, now(), now(), 1, 0, 1)
        returning id
      ), event as (
        insert into outbox (id, type, subject, sequence, stream, time, data)
        select gen_random_uuid(), 'user.created', id, 1, 1, now(), '{}' from added
      ), task as (
        insert into tasks (id, type, payload, request_id)
        select gen_random_uuid(), 'send_mail', '{}', 'r' from added
      )
      insert into audit_log (id, action, actor_kind, subject, request_id, changed, detail)
      select gen_random_uuid(), 'user.create', 'system', id, 'r', '[]', '{}' from added`,
      `with session as (
        insert into sessions (id, user_id, seed, generation, rotated_at, epoch, created_at, revision)
        values (gen_random_uuid(), $1::text::uuid, 's', 0, now(), 0, now(), 0)
      )
      update users set full_name = 'Somebody else', version = 2, sequence = 2 where id = $1::text::uuid`,
      `with lease as (
        select from relay_lease for update
      ), moved as (
        delete from outbox where subject = $1::text::uuid and exists (select from lease) returning *
      )
      insert into events (id, type, subject, sequence, stream, time, data)
      select id, type, subject, sequence, stream, time, data from moved`,
    ]) {
      await client.query(statement, [id]).catch((error) => {
        failures.push(String(error));
      });
    }
    written += 1;
    await delay(5);
  }
  await client.end();
  return { written, failures };
}
