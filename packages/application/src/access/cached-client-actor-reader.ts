import type { ClientActorFacts, ClientActorReader } from '../ports/client-actor-reader.ts';
import { recentAnswers } from './recent-answers.ts';

interface Dependencies {
  readonly clientActors: ClientActorReader;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

/** Service clients of up to 900 ms ago: a revocation bites everywhere within a second. */
export class CachedClientActorReader implements ClientActorReader {
  readonly #clientActors: ClientActorReader;
  readonly #recall: ReturnType<typeof recentAnswers<ClientActorFacts | null>>;

  constructor({ clientActors, monotonicMs }: Dependencies) {
    this.#clientActors = clientActors;
    this.#recall = recentAnswers(monotonicMs);
  }

  read(clientId: string, options: { fresh: boolean }): Promise<ClientActorFacts | null> {
    return this.#recall(clientId, options, () => this.#clientActors.read(clientId, options));
  }
}
