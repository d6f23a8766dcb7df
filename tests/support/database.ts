import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { migrateToLatest } from '@users/postgres/migrator';
import pg from 'pg';

/** A database of one's own; `close` drops it, whoever is still connected. */
export type TestDatabase = { readonly url: string; close(): Promise<void> };

/**
 * Makes a database with the present schema, as a copy of a template: the cost stays that of copying eight
 * megabytes, however many migrations there will be.
 *
 * @param server a database on the server to use, with a user that may create others; TEST_DATABASE_URL unless told
 */
export async function createTestDatabase(server = serverUrl()): Promise<TestDatabase> {
  return createDatabase(server, await migratedTemplate(server));
}

/** Makes a database without any schema, for tests of the migrations. */
export function createEmptyDatabase(server = serverUrl()): Promise<TestDatabase> {
  return createDatabase(server, 'template0');
}

/** As a backup would have it: a copy of everything in it now. Nobody may be connected to it meanwhile. */
export async function copyDatabase(url: string): Promise<TestDatabase> {
  return createDatabase(url, new URL(url).pathname.slice(1), withDatabaseName(url, 'postgres'));
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is not set: run `pnpm test`, or `pnpm test:services` beside this');
  return url;
}

async function createDatabase(url: string, template: string, server = url): Promise<TestDatabase> {
  const name = `users_test_${randomBytes(8).toString('hex')}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: withDatabaseName(url, name),
    close: async () => {
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** The name of the template of these migrations, made by whoever comes first to this server. */
async function migratedTemplate(server: string): Promise<string> {
  const key = await migrationsHash();
  const name = `users_template_${key}`;
  await onServer(server, async (client) => {
    if (await isTemplate(client, name)) return;
    // Held by this connection, and so let go when it ends, even by a crash.
    await client.query('SELECT pg_advisory_lock($1)', [Number.parseInt(key, 16)]);
    if (await isTemplate(client, name)) return;
    // A half-made one, left by a run that was killed, does not carry the mark below.
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    await migrateToLatest(withDatabaseName(server, name));
    // Nobody may be connected to a database while it is copied.
    await client.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`);
  });
  return name;
}

async function isTemplate(client: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
  return rowCount === 1;
}

async function migrationsHash(): Promise<string> {
  const folder = new URL('../../adapters/postgres/src/migrations/', import.meta.url);
  const hash = createHash('sha256');
  for (const file of (await readdir(folder)).sort()) {
    hash.update(file).update(await readFile(new URL(file, folder)));
  }
  // Twelve digits: also an integer that JavaScript holds exactly, as the lock's key.
  return hash.digest('hex').slice(0, 12);
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabaseName(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
