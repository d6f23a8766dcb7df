import type { Clock } from '@users/application';
import { OneTimeToken, type TokenPurpose, type TokenStore } from '@users/domain';
import type { Insertable, Kysely, Selectable } from 'kysely';
import { removeExpiredTokens } from './expired-tokens.ts';
import type { OneTimeTokensTable, Tables } from './tables.ts';

/** How many expired tokens a new one sweeps away: more than come, so that none pile up. */
const sweepLimit = 10;

/** One-time tokens where there is no Redis. */
export class PostgresTokenStore implements TokenStore {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  /** @param deps.clock the one that the tokens' times were taken from */
  constructor(deps: { db: Kysely<Tables>; clock: Clock }) {
    this.#db = deps.db;
    this.#clock = deps.clock;
  }

  async put(token: OneTimeToken): Promise<void> {
    const { purpose, digest, ...rest } = toRow(token);
    await removeExpiredTokens(this.#db, this.#clock.now(), sweepLimit);
    await this.#db
      .insertInto('one_time_tokens')
      .values({ purpose, digest, ...rest })
      .onConflict((conflict) => conflict.columns(['purpose', 'digest']).doUpdateSet(rest))
      .execute();
  }

  async find(purpose: TokenPurpose, digest: string): Promise<OneTimeToken | null> {
    const row = await this.#db
      .selectFrom('one_time_tokens')
      .select(['purpose', 'digest', 'user_id', 'email', 'epoch'])
      .select(['sealed_credentials', 'issued_at', 'expires_at', 'network'])
      .where('purpose', '=', purpose)
      .where('digest', '=', digest)
      .where('expires_at', '>', this.#clock.now())
      .executeTakeFirst();
    return row === undefined ? null : OneTimeToken.restore(toState(row));
  }

  async burn(purpose: TokenPurpose, digest: string): Promise<void> {
    await this.#db.deleteFrom('one_time_tokens').where('purpose', '=', purpose).where('digest', '=', digest).execute();
  }

  async clear(): Promise<void> {
    await this.#db.deleteFrom('one_time_tokens').execute();
  }
}

function toRow({ state }: OneTimeToken): Insertable<OneTimeTokensTable> {
  return {
    purpose: state.purpose,
    digest: state.digest,
    user_id: state.userId,
    email: state.email,
    epoch: state.epoch,
    sealed_credentials: state.sealedCredentials,
    issued_at: state.issuedAt,
    expires_at: state.expiresAt,
    network: state.network,
  };
}

function toState(row: Selectable<OneTimeTokensTable>): OneTimeToken['state'] {
  return {
    purpose: row.purpose,
    digest: row.digest,
    userId: row.user_id,
    email: row.email,
    epoch: row.epoch,
    sealedCredentials: row.sealed_credentials,
    issuedAt: row.issued_at,
    expiresAt: row.expires_at,
    network: row.network,
  };
}
