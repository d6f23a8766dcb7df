import type { EventPublisher } from '../ports/event-publisher.ts';
import type { Outbox } from '../ports/outbox.ts';

interface Dependencies {
  readonly outbox: Outbox;
  readonly publisher: EventPublisher;
  /** Names this process in the lease row. */
  readonly holder: string;
  readonly leaseSeconds: number;
  readonly batchSize: number;
}

/**
 * Publishes what was committed, oldest first, then moves it to the log. A crash in between publishes the batch again
 * with the same ids; nothing is skipped. Only the holder of the newest fence can move.
 */
export class Relay {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * One batch.
   *
   * @returns how many events went out; null when another relay is active or took over
   * @throws DependencyUnavailable when Kafka or PostgreSQL is away: nothing was lost, step again later
   */
  async step(): Promise<number | null> {
    const { outbox, publisher, holder, leaseSeconds, batchSize } = this.#deps;
    // A look costs next to nothing; a lease is a write, and while nothing happens nobody needs one.
    if ((await outbox.read(1)).length === 0) return 0;
    const lease = await outbox.acquire(holder, leaseSeconds);
    if (!lease) return null;
    const events = await outbox.read(batchSize);
    if (events.length === 0) return 0;
    await publisher.publish(events);
    return (await outbox.move(lease, events)) ? events.length : null;
  }

  /** Lets the next relay take over at once. */
  async release(): Promise<void> {
    await this.#deps.outbox.release(this.#deps.holder);
  }
}
