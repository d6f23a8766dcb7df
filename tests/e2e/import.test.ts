import { randomUUIDv7 } from 'node:crypto';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ImportUsers } from '@users/application';
import { createPostgresAdapters, openDatabase } from '@users/postgres';
import { readNdjson } from '@users/service/cli/transfer/read-ndjson';
import { runImport } from '@users/service/cli/transfer/run-import';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { operator } from '../support/accounts.ts';
import { cryptoFixture } from '../support/crypto-fixture.ts';
import { createTestDatabase } from '../support/database.ts';
import { importChunks, invitedEvery } from '../support/import-files.ts';
import { createProduction, type Production } from '../support/production.ts';
import { commandProcess, runCommand } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const rows = 100_000;
const invited = rows / invitedEvery;
const megabyte = 1_048_576;

describeWith('postgres', 'an import of 100,000 users', ({ postgres }) => {
  let production: Production;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    production = await createProduction({ postgres });
    folder = mkdtempSync(join(tmpdir(), 'users-import-'));
    file = join(folder, 'users.ndjson');
    await pipeline(importChunks(rows), createWriteStream(file));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await production.close();
  });

  /** What is stored, counted in the database. */
  async function counts() {
    const { db, close } = openDatabase({ url: production.databaseUrl, poolSize: 1, statementTimeoutMs: 60_000 });
    const { rows: found } = await sql<Record<string, number>>`
      select
        (select count(*)::int from users) as users,
        (select count(distinct email)::int from users) as addresses,
        (select count(*)::int from users where status = 'pending') as pending,
        (select count(*)::int from outbox where type = 'user.created') as created_events,
        (select count(*)::int from outbox where type = 'user.verification_token.created') as link_events,
        (select count(*)::int from tasks) as mails,
        (select count(*)::int from audit_log where action = 'user.import') as audited,
        (select count(*)::int from users where not exists (
          select from outbox where subject = users.id and sequence = 1 and type = 'user.created')) as untold,
        (select count(*)::int from users join one_time_tokens on user_id = id
          where purpose = 'invitation' and status = 'pending') as links`.execute(db);
    await close();
    return found[0] ?? {};
  }

  /** Connections of imports: PostgreSQL carries on with a statement whose sender was killed. */
  async function importing(): Promise<number> {
    const { db, close } = openDatabase({ url: production.databaseUrl, poolSize: 1 });
    const { rows: found } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and application_name = 'users-import'`.execute(db);
    await close();
    return found[0]?.count ?? Number.NaN;
  }

  /** Every user with its events, every invited one with its mail and its link: whenever one looks. */
  function whole(users: number, pending: number) {
    const told = { created_events: users, link_events: pending, mails: pending, audited: users, untold: 0 };
    return { users, addresses: users, pending, ...told, links: pending };
  }

  it('killed half-way and started again loses nobody and makes nobody twice', async () => {
    const results = join(folder, 'results.ndjson');
    const first = commandProcess(['import', file, '--results', results], production.variables);
    await until('half of it to be told', () => existsSync(results) && statSync(results).size > (rows / 2) * 100, {
      timeoutMs: 150_000,
      intervalMs: 5,
    });
    await first.kill();
    await until('the server to be done with what was under way', async () => (await importing()) === 0);
    const half = await counts();
    const { users = 0, pending = 0 } = half;
    expect(users).toBeGreaterThan(rows / 3);
    expect(users).toBeLessThan(rows);
    expect(half).toEqual(whole(users, pending));

    const again = await runCommand(['import', file, '--results', results, '--json'], production.variables);
    expect(again.code, again.output).toBe(0);
    // On a slow machine a line of progress comes before it.
    expect(JSON.parse(again.output.slice(again.output.indexOf('{')))).toMatchObject({
      rows,
      created: rows - users,
      exists: users,
      conflict: 0,
    });
    expect(await counts()).toEqual(whole(rows, invited));
    const told = readFileSync(results, 'utf8').trimEnd().split('\n');
    expect(told).toHaveLength(rows);
    expect(told.map((line) => JSON.parse(line).line)).toEqual(told.map((_, index) => index + 1));
  }, 300_000);

  it('holds no more of it when it ends than when it began', async () => {
    const database = await createTestDatabase(postgres);
    const { db, close } = openDatabase({ url: database.url });
    const { ids, sealer } = cryptoFixture();
    const ports = createPostgresAdapters({ db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime });
    const importUsers = new ImportUsers({
      ...{ archive: ports.userArchive, roles: ports.roleDirectory, unitOfWork: ports.unitOfWork },
      ...{ tokens: ports.tokenStore, ids, sealer, clock: { now: () => new Date() } },
      ...{ invitationTtlSeconds: 3600, hashCost: { memoryKib: 19_456, timeCost: 2 } },
    });
    const collect = collector();
    const heap = new Map<number, number>();
    let done = 0;
    const options = { dryRun: false, context: () => operator };
    for await (const lines of runImport(importUsers, readNdjson(importChunks(rows)), options)) {
      done += lines.length;
      if (done % 10_000 !== 0) continue;
      collect();
      heap.set(done, process.memoryUsage().heapUsed);
    }
    await close();
    await database.close();
    const growth = (heap.get(rows) ?? Number.NaN) - (heap.get(10_000) ?? Number.NaN);
    // A reference to each of 90,000 rows would be more than this, were it only eight bytes; their texts are 25 MB.
    expect(growth / megabyte).toBeLessThan(4);
  }, 300_000);
});

/** Collects all that is not held, so that what is left can be compared. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}
