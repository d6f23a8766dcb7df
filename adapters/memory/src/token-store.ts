import type { Clock } from '@users/application';
import { OneTimeToken, type TokenPurpose, type TokenStore } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryTokenStore implements TokenStore {
  readonly #store: MemoryStore;
  readonly #clock: Clock;

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  async put(token: OneTimeToken): Promise<void> {
    await roundTrip();
    this.#forgetExpired();
    this.#store.tokens.set(keyOf(token.state.purpose, token.state.digest), copy(token.state));
  }

  async find(purpose: TokenPurpose, digest: string): Promise<OneTimeToken | null> {
    await roundTrip();
    const state = this.#store.tokens.get(keyOf(purpose, digest));
    if (state === undefined) return null;
    const token = OneTimeToken.restore(copy(state));
    return token.expired(this.#clock.now()) ? null : token;
  }

  async burn(purpose: TokenPurpose, digest: string): Promise<void> {
    await roundTrip();
    this.#store.tokens.delete(keyOf(purpose, digest));
  }

  async clear(): Promise<void> {
    await roundTrip();
    this.#store.tokens.clear();
  }

  #forgetExpired(): void {
    const now = this.#clock.now();
    for (const [key, state] of this.#store.tokens) {
      if (OneTimeToken.restore(state).expired(now)) this.#store.tokens.delete(key);
    }
  }
}

function keyOf(purpose: TokenPurpose, digest: string): string {
  return `${purpose}:${digest}`;
}
