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

/** The relay's side of the outbox. */
export interface Outbox {
  /** Takes or extends the lease; null while another holder has it. */
  acquire(holder: string, ttlSeconds: number): Promise<RelayLease | null>;
  /** Gives it back, so that the next one need not wait. */
  release(holder: string): Promise<void>;
  /** The oldest events not yet moved, in order. */
  read(limit: number): Promise<readonly StoredEvent[]>;
  /**
   * Moves published events to the log. False, and nothing is moved, when the fence is no longer the newest.
   */
  move(lease: RelayLease, events: readonly StoredEvent[]): Promise<boolean>;
  /** For the metrics: how many wait, and since when the oldest does. */
  backlog(): Promise<{ waiting: number; oldest: Date | null }>;
}
