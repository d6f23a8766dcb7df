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
}

/** A task that this worker holds until its lease runs out. */
export interface LeasedTask extends NewTask {
  /** Changes with each lease: the proof that this worker still holds it. */
  readonly lease: string;
  /** 1 on the first run. */
  readonly attempt: number;
}

export interface TaskQueue {
  /** One statement, the same for every task; touches nothing else. @throws DependencyUnavailable */
  enqueue(task: NewTask): Promise<void>;
  /** The oldest due tasks, leased for so long: whoever dies with one, it is due again then. */
  lease(options: { limit: number; leaseSeconds: number }): Promise<readonly LeasedTask[]>;
  /** Done: the row goes. Quiet when the lease is lost. */
  complete(task: LeasedTask): Promise<void>;
  /** Failed: due again after so many seconds. Quiet when the lease is lost. */
  retry(task: LeasedTask, options: { afterSeconds: number; reason: string }): Promise<void>;
  /** Failed for good: kept, with its reason, for an operator. */
  park(task: LeasedTask, reason: string): Promise<void>;
  /** How many wait and how many are parked, for the metrics. */
  count(): Promise<{ waiting: number; parked: number }>;
}
