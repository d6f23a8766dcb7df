import type { Clock } from '@users/application';
import type { OneTimeToken, TokenPurpose, TokenStore } from '@users/domain';
import type { RedisConnection } from './connection.ts';
import { decodeToken, encodeToken } from './stored-token.ts';

/** One key a token, which Redis forgets by itself. Each method throws DependencyUnavailable when Redis is away. */
export class RedisTokenStore implements TokenStore {
  readonly #connection: RedisConnection;
  readonly #clock: Clock;

  constructor(deps: { connection: RedisConnection; clock: Clock }) {
    this.#connection = deps.connection;
    this.#clock = deps.clock;
  }

  async put(token: OneTimeToken): Promise<void> {
    const { purpose, digest, expiresAt } = token.state;
    // A span, not a point in time: the clock of Redis may be off.
    const remaining = expiresAt.getTime() - this.#clock.now().getTime();
    if (remaining <= 0) return;
    const expiration = { type: 'PX', value: remaining } as const;
    await this.#connection.run((client) => client.set(keyOf(purpose, digest), encodeToken(token), { expiration }));
  }

  async find(purpose: TokenPurpose, digest: string): Promise<OneTimeToken | null> {
    const text = await this.#connection.run((client) => client.get(keyOf(purpose, digest)));
    const token = text === null ? null : decodeToken(purpose, digest, text);
    return token?.expired(this.#clock.now()) ? null : token;
  }

  async burn(purpose: TokenPurpose, digest: string): Promise<void> {
    await this.#connection.run((client) => client.del(keyOf(purpose, digest)));
  }

  async clear(): Promise<void> {
    let cursor = '0';
    do {
      const page = await this.#connection.run((client) => client.scan(cursor, { MATCH: `${prefix}*`, COUNT: 1000 }));
      cursor = page.cursor;
      if (page.keys.length > 0) await this.#connection.run((client) => client.unlink(page.keys));
    } while (cursor !== '0');
  }
}

const prefix = 'users:token:';

function keyOf(purpose: TokenPurpose, digest: string): string {
  return `${prefix}${purpose}:${digest}`;
}
