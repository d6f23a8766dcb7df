import type { Clock } from '@users/application';
import { OneTimeToken, type TokenPurpose, type TokenStore } from '@users/domain';
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import { removeExpiredTokens } from './expired-tokens.ts';
import type { OneTimeTokensTable, Tables } from './tables.ts';

/** How many expired tokens a new one sweeps away: more than come, so that none pile up. */
const sweepPerToken = 10;

const columns = [
  ...(['purpose', 'digest', 'user_id', 'email', 'epoch'] as const),
  ...(['sealed_credentials', 'issued_at', 'expires_at', 'network'] as const),
] satisfies readonly (keyof OneTimeTokensTable)[];
const names = sql.join(columns.map((column) => sql.ref(column)));
const renewed = sql.join(columns.map((column) => sql.ref(`excluded.${column}`)));

/** One-time tokens where there is no Redis. */
export class PostgresTokenStore implements TokenStore {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;

  /** @param deps.clock the one that the tokens' times were taken from */
  constructor(deps: { db: Kysely<Tables>; clock: Clock }) {
    this.#db = deps.db;
    this.#clock = deps.clock;
  }

  put(token: OneTimeToken): Promise<void> {
    return this.putAll([token]);
  }

  async putAll(tokens: readonly OneTimeToken[]): Promise<void> {
    if (tokens.length === 0) return;
    await removeExpiredTokens(this.#db, this.#clock.now(), tokens.length * sweepPerToken);
    await sql`
      insert into one_time_tokens (${names})
      select ${names} from json_to_recordset(${JSON.stringify(tokens.map(toRow))}::json)
        as token(purpose text, digest text, user_id uuid, email text, epoch integer, sealed_credentials text,
          issued_at timestamptz, expires_at timestamptz, network text)
      on conflict (purpose, digest) do update set (${names}) = row (${renewed})`.execute(this.#db);
  }

  async find(purpose: TokenPurpose, digest: string): Promise<OneTimeToken | null> {
    const row = await this.#db
      .selectFrom('one_time_tokens')
      .select(columns)
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
