import type { SigningKeyRepository, StoredSigningKey } from '@users/application';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export class PostgresSigningKeyRepository implements SigningKeyRepository {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async all(): Promise<readonly StoredSigningKey[]> {
    return this.#db
      .selectFrom('signing_keys')
      .select(['kid', 'public_jwk as publicJwk', 'sealed_private_jwk as sealedPrivateJwk'])
      .select(['created_at as createdAt', 'activates_at as activatesAt'])
      .orderBy('created_at')
      .orderBy('kid')
      .execute();
  }

  /**
   * A transaction, for once: the lock must be had before the statement that looks takes its snapshot, or the loser of a
   * race would not see the winner's key.
   */
  async add(key: StoredSigningKey, unlessNewerThan: Date): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      await sql`lock table signing_keys in share row exclusive mode`.execute(trx);
      const newer = await trx
        .selectFrom('signing_keys')
        .select('kid')
        .where('created_at', '>=', unlessNewerThan)
        .limit(1)
        .executeTakeFirst();
      if (newer !== undefined) return false;
      const added = await trx
        .insertInto('signing_keys')
        .values({
          kid: key.kid,
          public_jwk: key.publicJwk,
          sealed_private_jwk: key.sealedPrivateJwk,
          created_at: key.createdAt,
          activates_at: key.activatesAt,
        })
        .onConflict((conflict) => conflict.column('kid').doNothing())
        .returning('kid')
        .executeTakeFirst();
      return added !== undefined;
    });
  }

  async remove(kids: readonly string[]): Promise<void> {
    await sql`delete from signing_keys where kid = any(${[...kids]}::text[])`.execute(this.#db);
  }
}
