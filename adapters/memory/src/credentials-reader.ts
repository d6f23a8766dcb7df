import type { CredentialsReader, StoredCredentials } from '@users/application';
import type { EmailAddress } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { roundTrip } from './values.ts';

export class MemoryCredentialsReader implements CredentialsReader {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async byEmail(email: EmailAddress): Promise<StoredCredentials | null> {
    await roundTrip();
    for (const user of this.#store.users.values()) {
      const { id: userId, status, passwordHash, epoch } = user;
      if (user.email === email && user.erasedAt === null) return { userId, status, passwordHash, epoch };
    }
    return null;
  }
}
