import type { InboxStorage, InboxTransaction } from './consumer.ts';
import type { UserPosition } from './user-position.ts';

/** An inbox that lasts as long as the process: for tests, and for consumers that start from the beginning each time. */
export class MemoryInboxStorage implements InboxStorage {
  readonly #seen = new Set<string>();
  readonly #positions = new Map<string, UserPosition>();
  /** The last transaction of each user that has one under way. */
  readonly #running = new Map<string, Promise<unknown>>();

  async transaction<T>(
    user: { source: string; subject: string },
    work: (tx: InboxTransaction) => Promise<T>,
  ): Promise<T> {
    const key = keyOf(user.source, user.subject);
    const before = this.#running.get(key) ?? Promise.resolve();
    const result = before.then(() => this.#commit(work));
    const settled = result.then(
      () => {},
      () => {},
    );
    this.#running.set(key, settled);
    try {
      return await result;
    } finally {
      if (this.#running.get(key) === settled) this.#running.delete(key);
    }
  }

  async #commit<T>(work: (tx: InboxTransaction) => Promise<T>): Promise<T> {
    const seen = new Set<string>();
    const positions = new Map<string, UserPosition>();
    const result = await work({
      hasSeen: async (source, id) => seen.has(keyOf(source, id)) || this.#seen.has(keyOf(source, id)),
      remember: async (source, id) => void seen.add(keyOf(source, id)),
      position: async (source, subject) =>
        positions.get(keyOf(source, subject)) ?? this.#positions.get(keyOf(source, subject)) ?? null,
      advance: async (source, subject, to) => void positions.set(keyOf(source, subject), { ...to }),
    });
    for (const key of seen) this.#seen.add(key);
    for (const [key, position] of positions) this.#positions.set(key, position);
    return result;
  }
}

/** Neither part can be mistaken for a piece of the other, whatever is in them. */
function keyOf(source: string, name: string): string {
  return JSON.stringify([source, name]);
}
