import type { Incarnations, NewIncarnation } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { roundTrip } from './values.ts';

export class MemoryIncarnations implements Incarnations {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async begin(now: Date): Promise<NewIncarnation> {
    await roundTrip();
    const { users, clients, sessions, tokens, emailReversals, signingKeys, keptAnswers, requestCounts } = this.#store;
    const stream = Math.max(this.#store.stream + 1, Math.floor(now.getTime() / 60_000));
    this.#store.stream = stream;
    for (const [id, user] of users) {
      const epoch = Math.max(user.epoch + 1, stream);
      users.set(id, { ...user, epoch, revision: user.revision + 1, emailChange: null });
    }
    for (const [id, client] of clients) clients.set(id, { ...client, epoch: Math.max(client.epoch + 1, stream) });
    const ended = sessions.size;
    for (const rows of [sessions, tokens, emailReversals, signingKeys, keptAnswers, requestCounts]) rows.clear();
    for (const [id, { payload }] of this.#store.tasks) if (payload.sealed_token) this.#store.tasks.delete(id);
    return { stream, sessions: ended, users: users.size };
  }
}
