import type { CredentialsReader, StoredAccount } from '@users/application';
import type { EmailAddress } from '@users/domain';
import { type MemoryStore, stateOf } from './memory-store.ts';
import { storedPermissions } from './permissions.ts';
import { roundTrip } from './values.ts';

export class MemoryCredentialsReader implements CredentialsReader {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async byEmail(email: EmailAddress): Promise<StoredAccount | null> {
    await roundTrip();
    for (const user of this.#store.users.values()) {
      if (user.email !== email || user.erasedAt !== null) continue;
      return { user: stateOf(user), permissions: storedPermissions(this.#store, user.roles) };
    }
    return null;
  }
}
