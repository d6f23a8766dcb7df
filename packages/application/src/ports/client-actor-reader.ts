import type { Permission } from '@users/domain';

/** What decides over a request of a service client, as stored now. */
export interface ClientActorFacts {
  readonly clientId: string;
  readonly name: string;
  readonly epoch: number;
  /** All that it is granted; a token may allow less. */
  readonly permissions: ReadonlySet<Permission>;
}

export interface ClientActorReader {
  /**
   * Null when there is no such client, or it is revoked.
   *
   * @param options.fresh read the database now; otherwise an answer up to 900 ms old will do
   * @throws DependencyUnavailable
   */
  read(clientId: string, options: { fresh: boolean }): Promise<ClientActorFacts | null>;
}
