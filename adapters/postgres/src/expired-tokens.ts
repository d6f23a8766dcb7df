import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Removes one-time tokens that expired by then, the oldest first. Rows that another sweep holds are left to it; those
 * found are fetched by their place, for which the locks vouch.
 *
 * @returns how many went
 */
export async function removeExpiredTokens(db: Kysely<Tables>, by: Date, limit: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from one_time_tokens where ctid = any(array(
      select ctid from one_time_tokens where expires_at <= ${by}
      order by expires_at limit ${limit}
      for update skip locked
    ))`.execute(db);
  return Number(numAffectedRows ?? 0);
}
