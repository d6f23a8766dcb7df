import type { SigningKeyRepository, StoredSigningKey } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemorySigningKeyRepository implements SigningKeyRepository {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async all(): Promise<readonly StoredSigningKey[]> {
    await roundTrip();
    return copy([...this.#store.signingKeys.values()]);
  }

  async add(key: StoredSigningKey, unlessNewerThan: Date): Promise<boolean> {
    await roundTrip();
    const keys = this.#store.signingKeys;
    for (const { createdAt } of keys.values()) if (createdAt >= unlessNewerThan) return false;
    keys.set(key.kid, copy(key));
    return true;
  }

  async remove(kids: readonly string[]): Promise<void> {
    await roundTrip();
    for (const kid of kids) this.#store.signingKeys.delete(kid);
  }
}
