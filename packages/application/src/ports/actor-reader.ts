import type { Permission } from '@users/domain';

/** What decides over a request, as stored now. */
export interface ActorFacts {
  readonly userId: string;
  readonly sessionId: string;
  readonly epoch: number;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<Permission>;
}

export interface ActorReader {
  /**
   * Null unless the user is active and the session is alive in the user's epoch (its end, idle and absolute times
   * included).
   *
   * @param options.fresh read the database now; otherwise an answer up to 900 ms old will do
   * @throws DependencyUnavailable
   */
  read(key: { userId: string; sessionId: string }, options: { fresh: boolean }): Promise<ActorFacts | null>;
}
