import type { Requester } from '@users/domain';

/** What was asked for in somebody's name and waits for its link. */
export interface WaitingLinks {
  /**
   * Invitations and changes of others' addresses that this requester asked for, and whose links could be followed now if
   * the requester may still ask for them.
   *
   * @throws DependencyUnavailable
   */
  countOf(requester: Pick<Requester, 'kind' | 'id'>): Promise<number>;
}
