import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { StatementRefused } from './constraint-errors.ts';
import { openDatabase } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/** A change to a busy table gives way after so long, instead of holding up everyone who queues behind it. */
const lockTimeoutMs = 3_000;
const tries = 20;

/**
 * Brings the schema up to date, all or nothing; of several callers at once the others wait and then find nothing to do.
 * Migrations that only a newer release knows are left alone.
 *
 * @param url the database itself, not a transaction pooler
 * @returns the names of the migrations that were run
 * @throws DependencyUnavailable when PostgreSQL cannot be reached
 */
export async function migrateToLatest(
  url: string,
  options: { log?: (line: string) => void } = {},
): Promise<readonly string[]> {
  const { log = () => {} } = options;
  return withDatabase(url, async (db) => {
    for (let attempt = 1; ; attempt += 1) {
      const { error, results = [] } = await new Migrator({ db, provider: provider(db) }).migrateToLatest();
      if (error === undefined) {
        const names = results.map((result) => result.migrationName);
        for (const name of names) log(`migrated: ${name}`);
        return names;
      }
      if (!isLockTimeout(error) || attempt === tries) throw error;
      log('a table is in use, trying again');
      await delay(500);
    }
  });
}

/**
 * The migrations that this release needs and the database lacks; empty when the service may start.
 *
 * @throws DependencyUnavailable when PostgreSQL cannot be reached
 */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withDatabase(url, async (db) => {
    const done = new Set(await executedMigrations(db));
    return Object.keys(migrations).filter((name) => !done.has(name));
  });
}

async function withDatabase<Result>(url: string, work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result> {
  const { db, close } = openDatabase({
    url,
    applicationName: 'users-migrate',
    // Two: the one that holds the migrator's lock reads what has been run through the other.
    poolSize: 2,
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

function isLockTimeout(error: unknown): boolean {
  return error instanceof StatementRefused && error.sqlState === '55P03';
}
