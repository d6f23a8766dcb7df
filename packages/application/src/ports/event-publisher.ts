import type { StoredEvent } from './outbox.ts';

export interface EventPublisher {
  /**
   * Resolves when all of them are acknowledged by all in-sync replicas, per subject in the given order.
   * May publish some and then throw: the batch is given again.
   *
   * @throws DependencyUnavailable
   */
  publish(events: readonly StoredEvent[]): Promise<void>;
}
