import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** What the server says of itself. */
export interface ServerFacts {
  /** Major version, for instance 15. */
  readonly version: number;
  /** Its clock at the moment of the answer. */
  readonly now: Date;
}

/** One round trip. @throws DependencyUnavailable when PostgreSQL does not answer */
export async function readServerFacts(db: Kysely<Tables>): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version_num')::int / 10000 as version, clock_timestamp() as now
  `.execute(db);
  const [facts] = rows;
  if (facts === undefined) throw new TypeError('a select without a table has one row');
  return facts;
}
