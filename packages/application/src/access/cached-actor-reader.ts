import type { ActorFacts, ActorReader } from '../ports/actor-reader.ts';
import { recentAnswers } from './recent-answers.ts';

interface Dependencies {
  readonly actors: ActorReader;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

/** Actors of up to 900 ms ago: a demotion or a log-out bites everywhere within a second. */
export class CachedActorReader implements ActorReader {
  readonly #actors: ActorReader;
  readonly #recall: ReturnType<typeof recentAnswers<ActorFacts | null>>;

  constructor({ actors, monotonicMs }: Dependencies) {
    this.#actors = actors;
    this.#recall = recentAnswers(monotonicMs);
  }

  read(key: { userId: string; sessionId: string }, options: { fresh: boolean }): Promise<ActorFacts | null> {
    return this.#recall(`${key.userId} ${key.sessionId}`, options, () => this.#actors.read(key, options));
  }
}
