import { type ClientDirectory, type ClientView, toClientView } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { compareText, copy, roundTrip } from './values.ts';

export class MemoryClientDirectory implements ClientDirectory {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async find(id: string): Promise<ClientView | null> {
    await roundTrip();
    const client = this.#store.clients.get(id);
    return client === undefined ? null : toClientView(copy(client));
  }

  async list(): Promise<readonly ClientView[]> {
    await roundTrip();
    return [...this.#store.clients.values()].map((client) => toClientView(copy(client))).sort(byAge);
  }
}

function byAge(left: ClientView, right: ClientView): number {
  return left.createdAt.getTime() - right.createdAt.getTime() || compareText(left.id, right.id);
}
