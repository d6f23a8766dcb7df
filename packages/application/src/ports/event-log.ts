import type { EventType } from '@users/events';
import type { StoredEvent } from './outbox.ts';

/** An event in the log. Its position is its place there: one that was seen once never gets a neighbour below it. */
export interface LoggedEvent extends StoredEvent {
  /** The user was erased since: the personal data in it is blank. */
  readonly scrubbed: boolean;
}

export interface LogQuery {
  /** Events at higher positions; null: from the oldest that is still there. */
  readonly after: bigint | null;
  readonly limit: number;
  /** Null: all. */
  readonly types: readonly EventType[] | null;
  /** Of this user alone; null: of everybody. */
  readonly subject: string | null;
}

/** One look at the log: everything in it is of one moment. */
export interface LogPage {
  /** Incarnation of the database now; positions of another one mean nothing. */
  readonly stream: number;
  /** What came after this position is still there; what came before may have been dropped. */
  readonly floor: bigint;
  /** Position of the newest event, dropped ones included; 0 before the first. */
  readonly head: bigint;
  readonly events: readonly LoggedEvent[];
  /** Everything asked for up to this position is in this page, or before it. */
  readonly through: bigint;
}

export interface EventLog {
  /** In order. Looks at a bounded part of the log: a page may have no events and yet not be the last. */
  read(query: LogQuery): Promise<LogPage>;
  /** Position of the newest event. */
  head(): Promise<bigint>;
  /**
   * Blanks the personal data in the oldest events of a user that still have some: see `scrubbedData`.
   *
   * @returns how many were blanked; less than `limit`: no more are left
   * @throws NotYet while an event of this user is still in the outbox
   */
  scrub(subject: string, limit: number): Promise<number>;
}
