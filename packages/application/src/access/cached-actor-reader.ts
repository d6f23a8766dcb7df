import type { ActorFacts, ActorReader } from '../ports/actor-reader.ts';

interface Dependencies {
  readonly actors: ActorReader;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

interface Entry {
  /** Before the query was sent: what it saw is at least as new. */
  readonly askedAtMs: number;
  readonly facts: Promise<ActorFacts | null>;
}

const maxAgeMs = 900;
const maxEntries = 20_000;

/**
 * Remembers actors for 900 ms, counted from before the query: a demotion or a log-out bites everywhere within a second
 * with nothing to invalidate. Requests of one session that arrive together share one query.
 */
export class CachedActorReader implements ActorReader {
  readonly #deps: Dependencies;
  readonly #entries = new Map<string, Entry>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async read(key: { userId: string; sessionId: string }, options: { fresh: boolean }): Promise<ActorFacts | null> {
    const name = `${key.userId} ${key.sessionId}`;
    const known = this.#entries.get(name);
    const now = this.#deps.monotonicMs();
    if (!options.fresh && known && now - known.askedAtMs < maxAgeMs) return known.facts;
    const entry: Entry = { askedAtMs: now, facts: this.#deps.actors.read(key, options) };
    this.#remember(name, entry);
    try {
      return await entry.facts;
    } catch (error) {
      if (this.#entries.get(name) === entry) this.#entries.delete(name);
      throw error;
    }
  }

  #remember(name: string, entry: Entry): void {
    // Deleting first moves the name to the end: the map's order is the order of age.
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    for (const [oldest, { askedAtMs }] of this.#entries) {
      if (this.#entries.size <= maxEntries && entry.askedAtMs - askedAtMs < maxAgeMs) break;
      this.#entries.delete(oldest);
    }
  }
}
