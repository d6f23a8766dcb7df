import type { Clock, IdGenerator, LeasedTask, NewTask, TaskQueue } from '@users/application';
import type { MemoryStore, TaskRow } from './memory-store.ts';
import { compareText, copy, jsonCopy, roundTrip } from './values.ts';

export class MemoryTaskQueue implements TaskQueue {
  readonly #deps: { readonly store: MemoryStore; readonly clock: Clock; readonly ids: IdGenerator };

  constructor(deps: { store: MemoryStore; clock: Clock; ids: IdGenerator }) {
    this.#deps = deps;
  }

  async enqueue(task: NewTask): Promise<void> {
    await roundTrip();
    enqueueRow(this.#deps.store, task, this.#deps.clock.now());
  }

  async lease(options: { limit: number; leaseSeconds: number }): Promise<readonly LeasedTask[]> {
    await roundTrip();
    const { store, clock, ids } = this.#deps;
    const now = clock.now();
    const due = [...store.tasks.values()].filter((row) => isDue(row, now)).sort(byAge);
    return due.slice(0, options.limit).map((row) => {
      const lease = ids.uuid();
      const attempt = row.attempt + 1;
      store.tasks.set(row.id, { ...row, lease, attempt, leasedUntil: later(now, options.leaseSeconds) });
      const { id, type, payload, traceparent, requestId } = copy(row);
      return { id, type, payload, traceparent, requestId, lease, attempt };
    });
  }

  async complete(task: LeasedTask): Promise<void> {
    await roundTrip();
    if (this.#held(task) !== null) this.#deps.store.tasks.delete(task.id);
  }

  async retry(task: LeasedTask, options: { afterSeconds: number; reason: string }): Promise<void> {
    await roundTrip();
    this.#giveBack(task, { dueAt: later(this.#deps.clock.now(), options.afterSeconds), reason: options.reason });
  }

  async park(task: LeasedTask, reason: string): Promise<void> {
    await roundTrip();
    this.#giveBack(task, { parkedAt: this.#deps.clock.now(), reason });
  }

  async count(): Promise<{ waiting: number; parked: number }> {
    await roundTrip();
    const rows = [...this.#deps.store.tasks.values()];
    const parked = rows.filter((row) => row.parkedAt !== null).length;
    return { waiting: rows.length - parked, parked };
  }

  #giveBack(task: LeasedTask, change: Partial<TaskRow>): void {
    const row = this.#held(task);
    if (row !== null) this.#deps.store.tasks.set(row.id, { ...row, lease: null, leasedUntil: null, ...change });
  }

  /** A lease that ran out still counts until another worker takes the task: nobody else has begun. */
  #held(task: LeasedTask): TaskRow | null {
    const row = this.#deps.store.tasks.get(task.id);
    return row?.lease === task.lease ? row : null;
  }
}

/** Due at once; the same id again changes nothing. */
export function enqueueRow(store: MemoryStore, task: NewTask, now: Date): void {
  if (store.tasks.has(task.id)) return;
  const { id, type, payload, traceparent, requestId } = jsonCopy(task);
  const fresh = { attempt: 0, lease: null, leasedUntil: null, parkedAt: null, reason: null };
  store.tasks.set(id, { id, type, payload, traceparent, requestId, dueAt: now, ...fresh });
}

function isDue(row: TaskRow, now: Date): boolean {
  return row.parkedAt === null && row.dueAt <= now && (row.leasedUntil === null || row.leasedUntil <= now);
}

function byAge(left: TaskRow, right: TaskRow): number {
  return left.dueAt.getTime() - right.dueAt.getTime() || compareText(left.id, right.id);
}

function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
