import type { Incarnations, NewIncarnation } from '@users/application';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export class PostgresIncarnations implements Incarnations {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  /** The table of the stream is locked first: no event gets the old number once a new incarnation has begun. */
  async begin(now: Date): Promise<NewIncarnation> {
    const minutes = Math.floor(now.getTime() / 60_000);
    return this.#db.transaction().execute(async (transaction) => {
      await sql`set local statement_timeout = 0`.execute(transaction);
      const { rows } = await sql<{ stream: number }>`
        update service_state set stream = greatest(stream + 1, ${minutes}) returning stream`.execute(transaction);
      const stream = rows[0]?.stream ?? minutes;
      const users = await sql`
        update users set epoch = greatest(epoch + 1, ${stream}), revision = revision + 1, email_change = null`.execute(
        transaction,
      );
      await sql`update service_clients set epoch = greatest(epoch + 1, ${stream})`.execute(transaction);
      const sessions = await sql`delete from sessions`.execute(transaction);
      for (const table of [
        'one_time_tokens',
        'email_reversals',
        'signing_keys',
        'idempotency_keys',
        'request_counts',
      ]) {
        await sql`delete from ${sql.table(table)}`.execute(transaction);
      }
      // Mails that wait with a link in them: nobody could follow it.
      await sql`delete from tasks where payload ->> 'sealed_token' is not null`.execute(transaction);
      return { stream, sessions: Number(sessions.numAffectedRows), users: Number(users.numAffectedRows) };
    });
  }
}
