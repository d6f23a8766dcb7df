import type { ArrivedMail } from '../driver/mailbox.ts';
import type { DeadCredential, KeyedRequest, Write } from '../driver/history.ts';

/** A row of the log, its data as the text that is stored. */
export type LoggedEvent = {
  readonly position: bigint;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: string;
  /** When the change was made, in milliseconds since the epoch. */
  readonly at: number;
};

/** A record of Kafka, in the order of its partition. */
export type PublishedEvent = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
};

export type UserRow = {
  readonly id: string;
  readonly email: string;
  readonly full_name: string;
  readonly status: string;
  readonly email_verified: boolean;
  readonly erased: boolean;
  readonly version: number;
  readonly sequence: number;
};

/**
 * Something that can make a worker send a mail twice: its death or sleep, or the loss of its database or its mail server.
 * `workers` is how many it befell: each has one mail at most that may have arrived unseen.
 */
export type MailFault = {
  readonly what: string;
  readonly from: number;
  readonly until: number;
  readonly workers: number;
};

/** All that is left after a run, as the checks read it. They are functions of it and of nothing else. */
export type Evidence = {
  readonly writes: readonly Write[];
  /** Requests under an Idempotency-Key; those of their writes are among the writes too. */
  readonly keyed: readonly KeyedRequest[];
  readonly dead: readonly DeadCredential[];
  readonly users: readonly UserRow[];
  /** The log, by position. */
  readonly log: readonly LoggedEvent[];
  /** What `GET /events` gave from its beginning. */
  readonly feed: readonly { readonly id: string }[];
  /** The same, followed page by page during the run. */
  readonly followed: readonly { readonly id: string }[];
  /** The same, as a stream. */
  readonly streamed: readonly { readonly id: string }[];
  readonly published: readonly PublishedEvent[];
  /** Events that are still waiting in the outbox. */
  readonly waiting: number;
  readonly mails: readonly ArrivedMail[];
  readonly mailFaults: readonly MailFault[];
  /** Accounts that were there before the driver came. */
  readonly others: ReadonlySet<string>;
};

/** Says what is wrong, a line each; nothing is wrong when it says nothing. */
export type Check = (evidence: Evidence) => Iterable<string>;

export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
