/** Work of our own that follows a change: a mail, the second half of a registration. Plain JSON, secrets sealed. */
export interface NewTask {
  /** UUIDv7. */
  readonly id: string;
  /** Name of its handler. */
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** W3C trace context and request id of what caused it. */
  readonly traceparent: string | null;
  readonly requestId: string;
  /**
   * The user whom its payload tells of: when that user is erased, it goes too, and none is put down afterwards. Absent
   * when it tells of nobody, or all of it is sealed.
   */
  readonly subject?: string;
  /**
   * Names what is asked for: while a task of this key waits or runs, no other one of it is put down, quietly. A parked
   * task has no key any more, also once it is back. Absent or null: none.
   */
  readonly key?: string | null;
  /**
   * Tasks of one lane run one after another, the longest due first; a lane with many tasks takes no more slots than one
   * with few. One that failed, and is due again later, lets those behind it go first: tasks of a lane must not depend on
   * their order, only on not running at once. Absent or null: it runs beside all others.
   */
  readonly lane?: string | null;
}

/** A task that this worker holds until its lease runs out. */
export interface LeasedTask extends Omit<NewTask, 'subject'> {
  /** Changes with each lease: the proof that this worker still holds it. */
  readonly lease: string;
  /** 1 on the first run. */
  readonly attempt: number;
  /** Since it was put down, by the clock of the queue. */
  readonly ageSeconds: number;
}

export interface TaskQueue {
  /** One statement, the same for every task; touches nothing else. Quiet when its id or its key is there. @throws DependencyUnavailable */
  enqueue(task: NewTask): Promise<void>;
  /**
   * The oldest due tasks of these types, leased for so long: whoever dies with one, it is due again then. Of each lane
   * the first one at most, and none while another one of it is leased.
   */
  lease(options: LeaseOptions): Promise<readonly LeasedTask[]>;
  /** Done: the row goes. Quiet when the lease is lost. */
  complete(task: LeasedTask): Promise<void>;
  /** Done for this time: due again after so many seconds, with no tries counted. Quiet when the lease is lost. */
  repeat(task: LeasedTask, options: { afterSeconds: number }): Promise<void>;
  /** Failed: due again after so many seconds. Quiet when the lease is lost. */
  retry(task: LeasedTask, options: { afterSeconds: number; reason: string }): Promise<void>;
  /** Not begun: due again at once, and this was no try. Quiet when the lease is lost. */
  giveBack(task: LeasedTask): Promise<void>;
  /** Failed for good: kept, with its reason, for an operator. */
  park(task: LeasedTask, reason: string): Promise<void>;
  /** An operator mended the cause: these parked tasks, or all, are due at once with no tries counted. @returns how many */
  unpark(ids: readonly string[] | 'all'): Promise<number>;
  /** What waits, the next due first; or what is parked, the latest first. */
  list(options: { parked: boolean; limit: number }): Promise<readonly TaskView[]>;
  /** How many wait and how many are parked. */
  count(): Promise<{ waiting: number; parked: number }>;
  /** The same for each type of which there are any, by name. */
  countByType(): Promise<readonly { type: string; waiting: number; parked: number }[]>;
}

export interface LeaseOptions {
  readonly types: readonly string[];
  readonly limit: number;
  readonly leaseSeconds: number;
}

/** A task as an operator sees it: never its payload, which holds addresses and sealed secrets. */
export interface TaskView {
  readonly id: string;
  readonly type: string;
  readonly requestId: string;
  readonly createdAt: Date;
  readonly dueAt: Date;
  /** How often it was tried, the try that runs now included. */
  readonly attempt: number;
  /** Set while a worker may be at it. */
  readonly leasedUntil: Date | null;
  readonly parkedAt: Date | null;
  /** Why the last try failed. */
  readonly reason: string | null;
}
