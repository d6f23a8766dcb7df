import type { Clock, IdGenerator, LeasedTask, LeaseOptions, NewTask, TaskQueue, TaskView } from '@users/application';
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

  async lease({ types, limit, leaseSeconds }: LeaseOptions): Promise<readonly LeasedTask[]> {
    await roundTrip();
    const { store, clock, ids } = this.#deps;
    const now = clock.now();
    const due = this.#rows((row) => types.includes(row.type) && isDue(row, now)).sort(byAge);
    return due.slice(0, limit).map((row) => {
      const lease = ids.uuid();
      const attempt = row.attempt + 1;
      store.tasks.set(row.id, { ...row, lease, attempt, leasedUntil: later(now, leaseSeconds) });
      const { id, type, payload, traceparent, requestId } = copy(row);
      const ageSeconds = (now.getTime() - row.createdAt.getTime()) / 1000;
      return { id, type, payload, traceparent, requestId, lease, attempt, ageSeconds };
    });
  }

  async complete(task: LeasedTask): Promise<void> {
    await roundTrip();
    if (this.#held(task) !== null) this.#deps.store.tasks.delete(task.id);
  }

  async repeat(task: LeasedTask, { afterSeconds }: { afterSeconds: number }): Promise<void> {
    await roundTrip();
    this.#release(task, { dueAt: later(this.#deps.clock.now(), afterSeconds), attempt: 0, reason: null });
  }

  async retry(task: LeasedTask, options: { afterSeconds: number; reason: string }): Promise<void> {
    await roundTrip();
    this.#release(task, { dueAt: later(this.#deps.clock.now(), options.afterSeconds), reason: options.reason });
  }

  async giveBack(task: LeasedTask): Promise<void> {
    await roundTrip();
    this.#release(task, { attempt: task.attempt - 1 });
  }

  async park(task: LeasedTask, reason: string): Promise<void> {
    await roundTrip();
    this.#release(task, { parkedAt: this.#deps.clock.now(), reason });
  }

  async unpark(ids: readonly string[] | 'all'): Promise<number> {
    await roundTrip();
    const { store, clock } = this.#deps;
    const parked = this.#rows((row) => row.parkedAt !== null && (ids === 'all' || ids.includes(row.id)));
    for (const row of parked) store.tasks.set(row.id, { ...row, parkedAt: null, dueAt: clock.now(), attempt: 0 });
    return parked.length;
  }

  async list({ parked, limit }: { parked: boolean; limit: number }): Promise<readonly TaskView[]> {
    await roundTrip();
    const rows = this.#rows((row) => (row.parkedAt !== null) === parked).sort(parked ? byParking : byAge);
    return rows.slice(0, limit).map((row) => {
      const { id, type, requestId, createdAt, dueAt, attempt, leasedUntil, parkedAt, reason } = copy(row);
      return { id, type, requestId, createdAt, dueAt, attempt, leasedUntil, parkedAt, reason };
    });
  }

  async count(): Promise<{ waiting: number; parked: number }> {
    await roundTrip();
    return countOf(this.#rows(() => true));
  }

  async countByType(): Promise<readonly { type: string; waiting: number; parked: number }[]> {
    await roundTrip();
    const types = [...new Set(this.#rows(() => true).map(({ type }) => type))].sort(compareText);
    return types.map((type) => ({ type, ...countOf(this.#rows((row) => row.type === type)) }));
  }

  #rows(wanted: (row: TaskRow) => boolean): TaskRow[] {
    return [...this.#deps.store.tasks.values()].filter(wanted);
  }

  #release(task: LeasedTask, change: Partial<TaskRow>): void {
    const row = this.#held(task);
    if (row !== null) this.#deps.store.tasks.set(row.id, { ...row, lease: null, leasedUntil: null, ...change });
  }

  /** A lease that ran out still counts until another worker takes the task: nobody else has begun. */
  #held(task: LeasedTask): TaskRow | null {
    const row = this.#deps.store.tasks.get(task.id);
    return row?.lease === task.lease ? row : null;
  }
}

/** Due at once; the same id again changes nothing, nor does a task that tells of an erased user. */
export function enqueueRow(store: MemoryStore, task: NewTask, now: Date): void {
  const about = task.subject === undefined ? undefined : store.users.get(task.subject);
  if (store.tasks.has(task.id) || (about && about.erasedAt !== null)) return;
  const fresh = { attempt: 0, lease: null, leasedUntil: null, parkedAt: null, reason: null };
  store.tasks.set(task.id, { ...jsonCopy(task), createdAt: now, dueAt: now, ...fresh });
}

function countOf(rows: readonly TaskRow[]): { waiting: number; parked: number } {
  const parked = rows.filter((row) => row.parkedAt !== null).length;
  return { waiting: rows.length - parked, parked };
}

function isDue(row: TaskRow, now: Date): boolean {
  return row.parkedAt === null && row.dueAt <= now && (row.leasedUntil === null || row.leasedUntil <= now);
}

function byAge(left: TaskRow, right: TaskRow): number {
  return left.dueAt.getTime() - right.dueAt.getTime() || compareText(left.id, right.id);
}

function byParking(left: TaskRow, right: TaskRow): number {
  return Number(right.parkedAt) - Number(left.parkedAt) || compareText(right.id, left.id);
}

function later(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
