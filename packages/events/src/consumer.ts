import type { ReceivedEvent } from './decode-event.ts';
import { isAfter, type UserPosition } from './user-position.ts';

/** What the inbox asks of a store, within one transaction. */
export interface InboxTransaction {
  /** True when an event of this id was remembered. */
  hasSeen(source: string, id: string): Promise<boolean>;
  remember(source: string, id: string): Promise<void>;
  /** The latest place at which this user's state was handled; null before the first. */
  position(source: string, subject: string): Promise<UserPosition | null>;
  advance(source: string, subject: string, to: UserPosition): Promise<void>;
}

export interface InboxStorage<Transaction extends InboxTransaction = InboxTransaction> {
  /**
   * Runs `work` with everything that it remembers kept if it resolves and nothing if it throws; no two at once for one
   * user of one source. A store in a database passes the transaction that the consumer's own writes belong in.
   */
  transaction<T>(user: { source: string; subject: string }, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface Delivery<Transaction> {
  readonly event: ReceivedEvent;
  /**
   * True when a later state of this user (created, updated, deleted) has been handled already: it came by another topic,
   * or this event is from before a restore. Who keeps a copy of the user passes over such an event; who acts on each
   * event acts all the same.
   */
  readonly outdated: boolean;
  /** For the consumer's own writes: kept together with the memory that the event was handled. */
  readonly tx: Transaction;
}

/**
 * Handles each event once, although Kafka may deliver it several times.
 *
 * The publisher repeats whatever it is not sure of, always with the same `ce_source` and `ce_id`, and events of one
 * user arrive in order within a topic only. Both are known to the store, so any number of consumers may share it.
 */
export class Inbox<Transaction extends InboxTransaction = InboxTransaction> {
  readonly #storage: InboxStorage<Transaction>;

  constructor(storage: InboxStorage<Transaction>) {
    this.#storage = storage;
  }

  /**
   * Hands the event to `handler` unless it was handled before. What the handler throws passes through, and the event
   * counts as not handled.
   *
   * @returns `duplicate` when it was handled before and the handler was not called
   */
  async handle(
    event: ReceivedEvent,
    handler: (delivery: Delivery<Transaction>) => Promise<void>,
  ): Promise<'handled' | 'duplicate'> {
    const { source, subject, id } = event;
    return this.#storage.transaction({ source, subject }, async (tx) => {
      if (await tx.hasSeen(source, id)) return 'duplicate';
      const handled = await tx.position(source, subject);
      const outdated = handled !== null && !isAfter(event, handled);
      await handler({ event, outdated, tx });
      await tx.remember(source, id);
      if (!outdated && carriesState(event)) {
        await tx.advance(source, subject, { stream: event.stream, sequence: event.sequence });
      }
      return 'handled';
    });
  }
}

/** An event about a link says nothing of the user's state: an earlier state that comes after it is still news. */
function carriesState({ type }: ReceivedEvent): boolean {
  return type === 'user.created' || type === 'user.updated' || type === 'user.deleted';
}
