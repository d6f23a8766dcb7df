import type { ClientActorFacts, ClientActorReader } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { roundTrip } from './values.ts';

/** Always fresh. */
export class MemoryClientActorReader implements ClientActorReader {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async read(clientId: string): Promise<ClientActorFacts | null> {
    await roundTrip();
    const client = this.#store.clients.get(clientId);
    if (client === undefined || client.revokedAt !== null) return null;
    const { name, epoch, permissions } = client;
    return { clientId, name, epoch, permissions: new Set(permissions) };
  }
}
