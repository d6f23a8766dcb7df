import type { EventPublisher, RefusedEvent, StoredEvent } from '@users/application';
import { copy, roundTrip } from './values.ts';

/** Collects what a broker would get. */
export class MemoryEventPublisher implements EventPublisher {
  readonly #published: StoredEvent[] = [];

  /** In the order of publication; an event that was given twice is here twice. */
  get published(): readonly StoredEvent[] {
    return copy(this.#published);
  }

  async publish(events: readonly StoredEvent[], permit: () => void = () => {}): Promise<readonly RefusedEvent[]> {
    await roundTrip();
    permit();
    this.#published.push(...copy(events));
    return [];
  }
}
