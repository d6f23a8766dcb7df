import type { Delivery, InboxStorage, InboxTransaction } from './consumer.ts';
import type { ReceivedEvent } from './decode-event.ts';
import { isAfter, type UserPosition } from './user-position.ts';

/** Where events can be read again: the service's feed. */
export interface EventHistory {
  /** Every event of this user that is kept, in order; scrubbed ones too. */
  ofUser(subject: string): Promise<readonly ReceivedEvent[]>;
}

/**
 * An event came before one that is missing, and the feed does not have it yet: Kafka is told first. Leave the message
 * uncommitted and handle it again in a moment.
 */
export class FeedBehind extends Error {
  constructor(event: ReceivedEvent) {
    super(`The feed does not have event ${event.id} (${event.stream}/${event.sequence} of its user) yet.`);
    this.name = 'FeedBehind';
  }
}

/** What the handler is told. */
export interface OrderedDelivery<Transaction> extends Omit<Delivery<Transaction>, 'outdated'> {
  /**
   * How many events before this one are gone for good: they were dropped after the retention, or from before the restore
   * of a backup. 0 when the history is whole; null when nobody can know, at the first event of another stream.
   */
  readonly missed: number | null;
}

export interface OrderedInboxDependencies<Transaction extends InboxTransaction> {
  readonly storage: InboxStorage<Transaction>;
  readonly history: EventHistory;
  /**
   * Milliseconds. An event that is older than this, and that the feed does not have, was dropped there: it is not waited
   * for. A day when left out.
   */
  readonly feedCatchesUpWithinMs?: number | undefined;
  /** Milliseconds since 1970; the system's when left out. */
  readonly now?: (() => number) | undefined;
}

const day = 86_400_000;

type Step = 'handled' | 'duplicate' | 'hole';

/**
 * Handles the events of each user one by one, in order and once, over all topics: whatever comes twice is passed over,
 * and what is missing is read from the feed before. A higher stream begins the sequences anew; what comes late from a
 * lower one happened in a history that was undone, and is passed over.
 *
 * The storage must be another one than that of an `Inbox`: here a place stands for every event up to it.
 */
export class OrderedInbox<Transaction extends InboxTransaction = InboxTransaction> {
  readonly #deps: OrderedInboxDependencies<Transaction>;

  constructor(deps: OrderedInboxDependencies<Transaction>) {
    this.#deps = deps;
  }

  /**
   * Hands over the event, and before it those that are missing. What the handler throws passes through; what it was
   * handed until then counts as handled.
   *
   * @returns how many events were handed over; 0: it was handled before
   * @throws FeedBehind, and what reading the feed throws
   */
  async handle(
    event: ReceivedEvent,
    handler: (delivery: OrderedDelivery<Transaction>) => Promise<void>,
  ): Promise<number> {
    const step = await this.#step(event, handler, false);
    if (step !== 'hole') return step === 'handled' ? 1 : 0;
    // Outside the transaction: the feed is far away.
    const history = await this.#deps.history.ofUser(event.subject);
    if (!this.#isWhole(history, event)) throw new FeedBehind(event);
    let handled = 0;
    for (const other of [...history.filter((each) => isAfter(event, each)), event]) {
      if ((await this.#step({ ...other, source: event.source }, handler, true)) === 'handled') handled += 1;
    }
    return handled;
  }

  /** Whether what is not in the feed before this event is gone, and not still on its way there. */
  #isWhole(history: readonly ReceivedEvent[], event: ReceivedEvent): boolean {
    const { now = Date.now, feedCatchesUpWithinMs = day } = this.#deps;
    const reached = history.some((other) => other.id === event.id || isAfter(other, event));
    return reached || now() - event.time.getTime() > feedCatchesUpWithinMs;
  }

  /** @param gapsAreReal the feed has been asked: what is not in it is gone */
  async #step(
    event: ReceivedEvent,
    handler: (delivery: OrderedDelivery<Transaction>) => Promise<void>,
    gapsAreReal: boolean,
  ): Promise<Step> {
    const { source, subject, id, stream, sequence } = event;
    return this.#deps.storage.transaction({ source, subject }, async (tx) => {
      const last = await tx.position(source, subject);
      if (last !== null && !isAfter(event, last)) return 'duplicate';
      const missed = missedBetween(last, event);
      if (missed !== 0 && !gapsAreReal) return 'hole';
      await handler({ event, missed, tx });
      await tx.remember(source, id);
      await tx.advance(source, subject, { stream, sequence });
      return 'handled';
    });
  }
}

/** How many events are between; null when that cannot be told from the numbers. */
function missedBetween(last: UserPosition | null, next: UserPosition): number | null {
  if (last === null) return next.sequence - 1;
  return last.stream === next.stream ? next.sequence - last.sequence - 1 : null;
}
