import { acknowledged, type EventPublisher, type RefusedEvent } from '../ports/event-publisher.ts';
import type { Outbox, RelayLease, StoredEvent } from '../ports/outbox.ts';
import { LeaseLost } from '../shared/errors.ts';
import type { RelayLeaseKeeper } from './relay-lease-keeper.ts';

/** An event that was refused, for the log. */
export interface RelayRefusal extends RefusedEvent {
  readonly result: 'held' | 'parked';
}

interface Dependencies {
  readonly outbox: Pick<Outbox, 'read' | 'move' | 'hold'>;
  readonly publisher: EventPublisher;
  readonly lease: RelayLeaseKeeper;
  /** Events of a batch: it starts at the least, doubles while full ones are found, and starts over after a failure. */
  readonly batch: { readonly min: number; readonly max: number; readonly maxBytes: number };
  /** An event that is refused so often is parked. */
  readonly maxAttempts: number;
  readonly report: (refusal: RelayRefusal) => void;
}

/**
 * Publishes what was committed, oldest first, then moves it to the log. A crash in between publishes the batch again
 * with the same ids; nothing is skipped. Only the holder of the newest fence can move.
 *
 * A relay that was stopped and wakes asks before each write whether its lease can still be good. So it sends at most
 * the one request that it was about to send when it was stopped: a part of what was the oldest then, in order. Whoever
 * took over begins with the same events, so first occurrences keep their order whichever of the two comes first.
 */
export class Relay {
  readonly #deps: Dependencies;
  #batchSize: number;
  /** The step before found work: there is probably more. */
  #busy = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#batchSize = deps.batch.min;
  }

  /**
   * One batch.
   *
   * @returns how many events were dealt with; null when another relay is active or took over
   * @throws DependencyUnavailable when Kafka or PostgreSQL is away: nothing was lost, step again later
   */
  async step(): Promise<number | null> {
    const wasBusy = this.#busy;
    this.#busy = false;
    // A look costs next to nothing; a lease is a write, and while nothing happens nobody needs one.
    if (!wasBusy && (await this.#deps.outbox.read(1)).length === 0) return 0;
    const lease = await this.#deps.lease.take();
    if (!lease) return null;
    const stopKeeping = this.#deps.lease.keep();
    try {
      return await this.#relay(lease);
    } catch (error) {
      this.#batchSize = this.#deps.batch.min;
      if (error instanceof LeaseLost) return null;
      // Perhaps it is only from here that Kafka cannot be reached: another relay may try at once.
      await stopKeeping();
      await this.release().catch(() => {});
      throw error;
    } finally {
      await stopKeeping();
    }
  }

  /** Lets the next relay take over at once. */
  async release(): Promise<void> {
    await this.#deps.lease.release();
  }

  async #relay(lease: RelayLease): Promise<number | null> {
    const { outbox, publisher, batch, lease: keeper } = this.#deps;
    const events = await outbox.read(this.#batchSize, batch.maxBytes);
    if (events.length === 0) return 0;
    const refused = await publisher.publish(events, () => keeper.expectHeld());
    const gone = acknowledged(events, refused);
    if (gone.length > 0 && !(await outbox.move(lease, gone))) return null;
    for (const refusal of refused) if (!(await this.#hold(lease, refusal))) return null;
    this.#adapt(events);
    this.#busy = true;
    return gone.length + refused.length;
  }

  /** False when another relay took over. */
  async #hold(lease: RelayLease, { event, reason }: RefusedEvent): Promise<boolean> {
    const { outbox, maxAttempts, report } = this.#deps;
    const result = await outbox.hold(lease, event, { reason, maxAttempts, retryAfterSeconds });
    if (result !== null) report({ event, reason, result });
    return result !== null;
  }

  #adapt(events: readonly StoredEvent[]): void {
    const { min, max } = this.#deps.batch;
    const full = events.length >= this.#batchSize;
    this.#batchSize = full ? Math.min(this.#batchSize * 2, max) : Math.max(Math.ceil(this.#batchSize / 2), min);
  }
}

/** Between two tries of a refused event: topics and permissions may be on their way. */
const retryAfterSeconds = 5;
