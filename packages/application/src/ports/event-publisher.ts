import type { StoredEvent } from './outbox.ts';

/** An event that the broker refuses for itself, whoever sends it and however often: too large, or its topic is bad. */
export interface RefusedEvent {
  readonly event: StoredEvent;
  /** For an operator; holds nothing of the event's data. */
  readonly reason: string;
}

export interface EventPublisher {
  /**
   * Resolves when all of them are acknowledged by all in-sync replicas, per subject in the given order; but for those
   * that the broker refuses for themselves, and whatever comes after such a one for the same subject: see
   * `acknowledged`. May publish some and then throw: the batch is given again.
   *
   * @param permit called immediately before each write; when it throws, nothing more is written and that error is thrown
   * @returns the first refused event of each subject that has one
   * @throws DependencyUnavailable
   */
  publish(events: readonly StoredEvent[], permit: () => void): Promise<readonly RefusedEvent[]>;
}

/** Those that are neither refused nor behind a refused one of their subject, in the given order. */
export function acknowledged(events: readonly StoredEvent[], refused: readonly RefusedEvent[]): readonly StoredEvent[] {
  if (refused.length === 0) return events;
  return events.filter(
    ({ subject, position }) => !refused.some(({ event }) => event.subject === subject && event.position <= position),
  );
}
