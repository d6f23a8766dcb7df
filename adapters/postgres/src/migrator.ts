import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { StatementRefused, WriteConflict } from './constraint-errors.ts';
import { openDatabase } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/**
 * A change to a busy table gives way after so long, instead of holding up everyone who queues behind it. Less than
 * PostgreSQL's `deadlock_timeout`: should it be part of a deadlock, it is not a writer that is sacrificed.
 */
const lockTimeoutMs = 500;
const pauseMs = 500;
const tries = 120;

/** Of the lock that one caller holds while it migrates; the number means nothing. */
const migratorLock = 7_305_224_118;

/**
 * Brings the schema up to date, one migration after the other; of several callers at once the others wait and then find
 * nothing to do. One that fails leaves those before it done; most leave nothing of themselves, those that are stepwise go
 * on where they stopped. Migrations that only a newer release knows are left alone.
 *
 * @param url the database itself, not a transaction pooler
 * @param options.upTo the last one to be run, for tests that look at each
 * @returns the names of the migrations that were run
 * @throws DependencyUnavailable when PostgreSQL cannot be reached
 */
export async function migrateToLatest(
  url: string,
  options: { log?: (line: string) => void; upTo?: string } = {},
): Promise<readonly string[]> {
  const { log = () => {}, upTo } = options;
  return withDatabase(url, (db) =>
    aloneMigrating(db, async () => {
      const lacking = await patiently(log, () => pending(db));
      const wanted = lacking.filter((name) => upTo === undefined || name <= upTo);
      for (const name of wanted) {
        await patiently(log, () => runOne(db, name));
        log(`migrated: ${name}`);
      }
      return wanted;
    }),
  );
}

async function runOne(db: Kysely<Tables>, name: string): Promise<void> {
  const disableTransactions = migrations[name]?.stepwise ?? false;
  const { error } = await new Migrator({ db, provider: provider(db) }).migrateTo(name, { disableTransactions });
  if (error !== undefined) throw error;
}

/** Does it again, and again, when a lock was not to be had in time. */
async function patiently<Result>(log: (line: string) => void, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!gaveWay(error) || attempt === tries) throw error;
      log('a table is in use, trying again');
      await delay(pauseMs);
    }
  }
}

/**
 * Whoever waits asks again and again: a statement that waited for the lock would be a transaction older than an index
 * that is built concurrently, which waits for those.
 */
async function aloneMigrating<Result>(db: Kysely<Tables>, work: () => Promise<Result>): Promise<Result> {
  return db.connection().execute(async (connection) => {
    const locked = async (): Promise<boolean> => {
      const { rows } = await sql<{ locked: boolean }>`
        select pg_try_advisory_lock(${sql.lit(migratorLock)}) as locked`.execute(connection);
      return rows[0]?.locked ?? false;
    };
    while (!(await locked())) await delay(100);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(migratorLock)})`.execute(connection);
    }
  });
}

/**
 * The migrations that this release needs and the database lacks; empty when the service may start.
 *
 * @throws DependencyUnavailable when PostgreSQL cannot be reached
 */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withDatabase(url, pending);
}

async function pending(db: Kysely<Tables>): Promise<string[]> {
  const done = new Set(await executedMigrations(db));
  return Object.keys(migrations).filter((name) => !done.has(name));
}

async function withDatabase<Result>(url: string, work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> {
  const { db, close } = openDatabase({
    url,
    applicationName: 'users-migrate',
    // One holds the lock, one migrates, and one reads what has been run meanwhile.
    poolSize: 3,
    statementTimeoutMs: 0,
    lockTimeoutMs,
    preparedStatements: false,
  });
  try {
    return await work(db);
  } finally {
    await close();
  }
}

/** Kysely refuses a database with migrations that it does not know; a newer release's stand in as empty ones. */
function provider(db: Kysely<Tables>): MigrationProvider {
  const nothing: Migration = { up: async () => {} };
  return {
    getMigrations: async () => {
      const known = await executedMigrations(db);
      return { ...Object.fromEntries(known.map((name) => [name, nothing])), ...migrations };
    },
  };
}

async function executedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ table: string | null }>`
    select to_regclass('kysely_migration')::text as table`.execute(db);
  if (rows[0]?.table == null) return [];
  const executed = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return executed.rows.map((row) => row.name);
}

/** A lock was not to be had in time, or would have been part of a deadlock. */
function gaveWay(error: unknown): boolean {
  return error instanceof WriteConflict || (error instanceof StatementRefused && error.sqlState === '55P03');
}
