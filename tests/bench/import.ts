/**
 * Import of users beside two others that end in the same table with the same indexes: `COPY` of the same rows, which is
 * what PostgreSQL can do, and one unit of work for each row. The figures are those of one run on one machine: the ratios
 * say something, the rest does not.
 *
 *     pnpm bench:import [rows]
 *
 * Uses TEST_DATABASE_URL where it is set, else an embedded PostgreSQL of its own.
 */
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportUsers } from '@users/application';
import { createPostgresAdapters, openDatabase } from '@users/postgres';
import { startEmbeddedServer } from '@users/postgres/embedded-server';
import { readNdjson } from '@users/service/cli/transfer/read-ndjson';
import { runImport } from '@users/service/cli/transfer/run-import';
import { toImportRow } from '@users/service/cli/transfer/user-record';
import { sql } from 'kysely';
import { contractLifetime } from '../contracts/fixture.ts';
import { operator } from '../support/accounts.ts';
import { cryptoFixture } from '../support/crypto-fixture.ts';
import { createTestDatabase } from '../support/database.ts';
import { importChunks, importLine } from '../support/import-files.ts';

const rows = Number(process.argv[2] ?? 50_000);
/** Slow: a part of them says enough. */
const rowsOneByOne = Math.min(rows, 2_000);

const folder = mkdtempSync(join(tmpdir(), 'users-bench-'));
const server = process.env.TEST_DATABASE_URL === undefined ? await embedded() : null;
const url = process.env.TEST_DATABASE_URL ?? server?.url ?? '';
try {
  const imported = await onDatabase(({ importUsers }) => importAll(importUsers, rows));
  const invited = await onDatabase(({ importUsers }) => importAll(importUsers, rows, true));
  const single = await onDatabase(({ importUsers }) => importOneByOne(importUsers, rowsOneByOne));
  const copied = await onDatabase(({ db, ...rest }) => copy(db, rest.importUsers));
  report([
    ['COPY into users, nothing else', rows, copied],
    ['import, with password hashes', rows, imported],
    ['import, all invited', rows, invited],
    ['one by one', rowsOneByOne, single],
  ]);
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function embedded() {
  return startEmbeddedServer({ dataDir: folder, role: 'owner', log: () => {} });
}

type World = Awaited<ReturnType<typeof open>>;

async function open(address: string) {
  const { db, close } = openDatabase({ url: address, statementTimeoutMs: 0 });
  const { ids, sealer } = cryptoFixture();
  const ports = createPostgresAdapters({ db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime });
  const importUsers = new ImportUsers({
    ...{ archive: ports.userArchive, roles: ports.roleDirectory, unitOfWork: ports.unitOfWork },
    ...{ tokens: ports.tokenStore, ids, sealer, clock: { now: () => new Date() } },
    ...{ invitationTtlSeconds: 3600, hashCost: { memoryKib: 19_456, timeCost: 2 } },
  });
  return { db, close, importUsers };
}

/** Each begins on an empty database. @returns seconds */
async function onDatabase(work: (world: World) => Promise<number>): Promise<number> {
  const database = await createTestDatabase(url);
  const world = await open(database.url);
  try {
    return await work(world);
  } finally {
    await world.close();
    await database.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

function importAll(importUsers: ImportUsers, count: number, invite = false): Promise<number> {
  const records = async function* () {
    for await (const record of readNdjson(importChunks(count))) {
      if (!('value' in record)) continue;
      const { password_hash: _, ...invited } = record.value as Record<string, unknown>;
      yield invite ? { ...record, value: invited } : record;
    }
  };
  return timed(async () => {
    for await (const lines of runImport(importUsers, records(), { dryRun: false, context: () => operator })) {
      const wrong = lines.find(({ result }) => result !== 'created');
      if (wrong !== undefined) throw new Error(JSON.stringify(wrong));
    }
  });
}

function importOneByOne(importUsers: ImportUsers, count: number): Promise<number> {
  return timed(async () => {
    for (let index = 0; index < count; index += 1) {
      const read = toImportRow(JSON.parse(importLine(index)));
      if ('row' in read) await importUsers.execute({ rows: [read.row], dryRun: false }, operator);
    }
  });
}

/** The rows of an import, out of the server and back into the emptied table by the server's own hand. */
async function copy(db: World['db'], importUsers: ImportUsers): Promise<number> {
  await importAll(importUsers, rows);
  await sql`create unlogged table copied as table users`.execute(db);
  const file = `/tmp/users-bench-${process.pid}.copy`;
  await sql.raw(`copy copied to '${file}'`).execute(db);
  await sql`truncate users, outbox, tasks, audit_log cascade`.execute(db);
  const seconds = await timed(async () => {
    await sql.raw(`copy users from '${file}'`).execute(db);
  });
  await sql.raw(`copy (select) to program 'rm ${file}'`).execute(db);
  return seconds;
}

function report(runs: readonly (readonly [string, number, number])[]): void {
  const [first] = runs;
  const fastest = first === undefined ? 1 : first[1] / first[2];
  for (const [name, count, seconds] of runs) {
    const rate = count / seconds;
    const figures = [`${Math.round(rate)} rows/s`.padStart(14), `${(rate / fastest).toFixed(3)} of COPY`];
    console.log(`${name.padEnd(32)}${String(count).padStart(8)} rows  ${figures.join('   ')}`);
  }
}
