import type { EventPublisher, StoredEvent } from '@users/application';
import { copy, roundTrip } from './values.ts';

/** Collects what a broker would get. */
export class MemoryEventPublisher implements EventPublisher {
  readonly #published: StoredEvent[] = [];

  /** In the order of publication; an event that was given twice is here twice. */
  get published(): readonly StoredEvent[] {
    return copy(this.#published);
  }

  async publish(events: readonly StoredEvent[]): Promise<void> {
    await roundTrip();
    this.#published.push(...copy(events));
  }
}
