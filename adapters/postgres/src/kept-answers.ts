import { type Clock, IdempotencyKeyInUse, type KeptAnswer, type KeptAnswers } from '@users/application';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { StatementRefused } from './constraint-errors.ts';
import type { Tables } from './tables.ts';

/** For so long a second request waits for the first one under its key. */
const lockTimeout = '5s';
export const lockNotAvailable = '55P03';

export class PostgresKeptAnswers implements KeptAnswers {
  readonly #deps: { readonly db: Kysely<Tables>; readonly clock: Clock };

  constructor(deps: { db: Kysely<Tables>; clock: Clock }) {
    this.#deps = deps;
  }

  async find(id: string): Promise<KeptAnswer | null> {
    const { db, clock } = this.#deps;
    const row = await db
      .selectFrom('idempotency_keys')
      .select(['id', 'fingerprint', 'headers', 'body', 'subject'])
      .select(['created_at as createdAt', 'expires_at as expiresAt'])
      .where('id', '=', id)
      .where('expires_at', '>', clock.now())
      .executeTakeFirst();
    if (row === undefined) return null;
    const { headers, body, subject, ...kept } = row;
    return { ...kept, answer: { headers, body, subject } };
  }
}

/** Returns no row while an answer is there that has not expired; waits for one that is being written. */
export function insertAnswer({ id, fingerprint, answer, createdAt, expiresAt }: KeptAnswer): RawBuilder<unknown> {
  const { headers, body, subject } = answer;
  return sql`
    insert into idempotency_keys as kept (id, fingerprint, headers, body, subject, created_at, expires_at)
    values (${id}, ${fingerprint}, ${JSON.stringify(headers)}, ${body}, ${subject}, ${createdAt}, ${expiresAt})
    on conflict (id) do update set
      fingerprint = excluded.fingerprint, headers = excluded.headers, body = excluded.body,
      subject = excluded.subject, created_at = excluded.created_at, expires_at = excluded.expires_at
    where kept.expires_at <= excluded.created_at
    returning id`;
}

export function deleteAnswersAbout(userIds: readonly string[]): RawBuilder<unknown> {
  return sql`delete from idempotency_keys where subject = any(${userIds}::uuid[]) returning id`;
}

/**
 * Runs a statement that waits for a lock five seconds at most. The one place with a transaction around one statement:
 * PostgreSQL knows the limit only as a setting.
 *
 * @throws IdempotencyKeyInUse
 */
export async function runWithoutWaitingLong(db: Kysely<Tables>, statement: RawBuilder<unknown>): Promise<void> {
  try {
    await db.transaction().execute(async (transaction) => {
      await sql`set local lock_timeout = ${sql.lit(lockTimeout)}`.execute(transaction);
      await statement.execute(transaction);
    });
  } catch (error) {
    if (error instanceof StatementRefused && error.sqlState === lockNotAvailable) throw new IdempotencyKeyInUse();
    throw error;
  }
}
