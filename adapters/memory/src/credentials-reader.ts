import type { CredentialsReader, StoredCredentials } from '@users/application';
import type { EmailAddress } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryCredentialsReader implements CredentialsReader {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async byEmail(email: EmailAddress): Promise<StoredCredentials | null> {
    await roundTrip();
    for (const user of this.#store.users.values()) {
      const { id: userId, status, emailVerifiedAt, passwordHash, epoch } = user;
      const credentials = { userId, status, emailVerifiedAt, passwordHash, epoch };
      if (user.email === email && user.erasedAt === null) return copy(credentials);
    }
    return null;
  }
}
