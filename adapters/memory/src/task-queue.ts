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
    const heads = headsOfLanes(this.#rows(({ parkedAt }) => parkedAt === null).sort(byAge), now);
    const due = this.#rows((row) => types.includes(row.type) && isDue(row, now)).sort(byAge);
    const free = due.filter(({ id, lane }) => lane == null || heads.get(lane) === id);
    return free.slice(0, limit).map((row) => {
      const lease = ids.uuid();
      const attempt = row.attempt + 1;
      store.tasks.set(row.id, { ...row, lease, attempt, leasedUntil: later(now, leaseSeconds) });
      const { id, type, payload, traceparent, requestId, key = null, lane = null } = copy(row);
      const ageSeconds = (now.getTime() - row.createdAt.getTime()) / 1000;
      return { id, type, payload, traceparent, requestId, key, lane, lease, attempt, ageSeconds };
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
    this.#release(task, { parkedAt: this.#deps.clock.now(), reason, key: null });
  }

  async unpark(ids: readonly string[] | 'all'): Promise<number> {
    await roundTrip();
    const { store, clock } = this.#deps;
    const parked = this.#rows((row) => row.parkedAt !== null && (ids === 'all' || ids.includes(row.id)));
    const back = { parkedAt: null, dueAt: clock.now(), attempt: 0, key: null };
    for (const row of parked) store.tasks.set(row.id, { ...row, ...back });
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

/**
 * Due at once; the same id or key again changes nothing, nor does a task that tells of an erased user.
 *
 * @returns whether it was put down
 */
export function enqueueRow(store: MemoryStore, task: NewTask, now: Date): boolean {
  const about = task.subject === undefined ? undefined : store.users.get(task.subject);
  if (store.tasks.has(task.id) || keyWaits(store, task.key) || (about && about.erasedAt !== null)) return false;
  const fresh = { attempt: 0, lease: null, leasedUntil: null, parkedAt: null, reason: null };
  store.tasks.set(task.id, { ...jsonCopy(task), createdAt: now, dueAt: now, ...fresh });
  return true;
}

function keyWaits(store: MemoryStore, key: NewTask['key']): boolean {
  return key != null && [...store.tasks.values()].some((row) => row.key === key);
}

/** The task of each lane that may be leased; none of a lane in which one is leased. The rows in order, none parked. */
function headsOfLanes(rows: readonly TaskRow[], now: Date): ReadonlyMap<string, string> {
  const heads = new Map<string, string>();
  const taken = new Set(
    rows.flatMap(({ lane, leasedUntil }) => (lane != null && isAfter(leasedUntil, now) ? [lane] : [])),
  );
  for (const { id, lane } of rows) if (lane != null && !taken.has(lane) && !heads.has(lane)) heads.set(lane, id);
  return heads;
}

function isAfter(moment: Date | null, now: Date): boolean {
  return moment !== null && moment > now;
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
