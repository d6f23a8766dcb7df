import { type Kysely, sql } from 'kysely';
import { StatementRefused } from './constraint-errors.ts';

/** The search for parts of names and addresses cannot be indexed without `pg_trgm`; the message says how to get it. */
export class TrigramsMissing extends Error {
  constructor(remedy: string) {
    super(`PostgreSQL's extension pg_trgm is needed to search for users. ${remedy} Then migrate again.`);
    this.name = 'TrigramsMissing';
  }
}

/**
 * Where `pg_trgm` is installed; installs it when it is not. It is a trusted extension, so whoever may create things in
 * the database may install it; one that an operator has put into a schema of its own is used from there.
 *
 * @throws TrigramsMissing when it cannot be had, with what to do about it
 */
export async function trigramSchema(db: Kysely<unknown>): Promise<string> {
  const installed = await schemaOf(db);
  if (installed !== null) return installed;
  const available = await sql`select from pg_available_extensions where name = 'pg_trgm'`.execute(db);
  if (available.rows.length === 0) {
    throw new TrigramsMissing("Install the package of PostgreSQL's contributed modules on its server.");
  }
  try {
    await sql`create extension if not exists pg_trgm`.execute(db);
  } catch (error) {
    if (!(error instanceof StatementRefused && error.sqlState === '42501')) throw error;
    throw new TrigramsMissing('Have the owner of the database run: create extension pg_trgm;');
  }
  const schema = await schemaOf(db);
  if (schema === null) throw new TypeError('an extension that was just installed is there');
  return schema;
}

async function schemaOf(db: Kysely<unknown>): Promise<string | null> {
  const { rows } = await sql<{ schema: string }>`
    select nspname as schema from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
    where extname = 'pg_trgm'`.execute(db);
  return rows[0]?.schema ?? null;
}
