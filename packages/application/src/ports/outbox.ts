import type { EventData, EventType } from '@users/events';

/** An event as it is stored, published and logged: the same bytes everywhere. */
export interface StoredEvent {
  /** Place in the outbox: for one user, the order of commits. */
  readonly position: bigint;
  /** UUIDv7, the `ce_id`: what consumers deduplicate by. */
  readonly id: string;
  readonly type: EventType;
  /** User id: the key on Kafka. */
  readonly subject: string;
  readonly sequence: number;
  /** Incarnation of this database; rises after a restore from backup. */
  readonly stream: number;
  readonly time: Date;
  readonly traceparent: string | null;
  readonly data: EventData;
}

/** The right to publish, until it runs out or someone else takes it. */
export interface RelayLease {
  /** Rises with each holder: a relay that was stopped and wakes holds an old one and moves nothing. */
  readonly fence: bigint;
}

/** How an event that the broker refused is dealt with. */
export interface HoldOptions {
  /** For an operator. */
  readonly reason: string;
  /** The refusal of this number parks it. */
  readonly maxAttempts: number;
  /** Until then neither it nor what comes after it for the same subject is read. */
  readonly retryAfterSeconds: number;
}

/** An event that was refused too often: it and all later ones of its subject wait for an operator. */
export interface ParkedEvent extends Pick<StoredEvent, 'id' | 'type' | 'subject' | 'sequence' | 'time'> {
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: Date;
  /** How many later events of this subject wait behind it. */
  readonly behind: number;
}

export interface Backlog {
  /** Not yet moved, parked ones included. */
  readonly waiting: number;
  /** Time of the oldest that is neither held nor behind a held one; null when there is none. */
  readonly oldest: Date | null;
  readonly parked: number;
}

/** The relay's side of the outbox. */
export interface Outbox {
  /** Takes or extends the lease; null while another holder has it. */
  acquire(holder: string, ttlSeconds: number): Promise<RelayLease | null>;
  /** Gives it back, so that the next one need not wait. */
  release(holder: string): Promise<void>;
  /**
   * The oldest events not yet moved, in order; without those that are held, and those behind them for the same subject.
   *
   * @param maxBytes of their data as JSON; one event is given however large it is
   */
  read(limit: number, maxBytes?: number): Promise<readonly StoredEvent[]>;
  /**
   * Moves published events to the log. False, and nothing is moved, when the fence is no longer the newest.
   */
  move(lease: RelayLease, events: readonly StoredEvent[]): Promise<boolean>;
  /** Notes a refusal. Null, and nothing is noted, when the fence is no longer the newest. */
  hold(lease: RelayLease, event: StoredEvent, options: HoldOptions): Promise<'held' | 'parked' | null>;
  /** The oldest parked events. */
  parked(limit: number): Promise<readonly ParkedEvent[]>;
  /**
   * Parked events are tried again as if for the first time.
   *
   * @param id of the event; null: all of them
   * @returns how many
   */
  retry(id: string | null): Promise<number>;
  /** For the metrics. */
  backlog(): Promise<Backlog>;
}
