import type { LeasedTask, LeaseOptions, NewTask, TaskQueue, TaskView } from '@users/application';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';
import { insertTasks } from './task-rows.ts';
import { isUuid } from './uuid.ts';

/** Leases run by the database's clock, so that workers need not agree on the time. */
export class PostgresTaskQueue implements TaskQueue {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async enqueue(task: NewTask): Promise<void> {
    await insertTasks([task]).execute(this.#db);
  }

  /**
   * Each type is entered at its own place of the index, so that a long queue of one type costs the others nothing.
   * Workers pass over rows that others are leasing right now, instead of waiting for them. The first of a lane is asked
   * for row by row: a join that was planned for few tasks would read all of many.
   */
  async lease({ types, limit, leaseSeconds }: LeaseOptions): Promise<readonly LeasedTask[]> {
    const { rows } = await sql<LeasedTask>`
      with due as (
        select found.id from unnest(${types}::text[]) as wanted (type) cross join lateral (
          select id, due_at from tasks
          where tasks.type = wanted.type and parked_at is null and due_at <= now()
            and (leased_until is null or leased_until <= now())
            and (lane is null or (
              id = (
                select head.id from tasks as head where head.lane = tasks.lane and head.parked_at is null
                order by head.due_at, head.id limit 1
              )
              and take_lane(lane, id)
            ))
          order by due_at, id
          limit ${limit}
          for update skip locked
        ) as found
        order by found.due_at, found.id
        limit ${limit}
      ), leased as (
        update tasks
        set attempt = attempt + 1, lease = gen_random_uuid()::text,
          leased_until = now() + make_interval(secs => ${leaseSeconds})
        from due where tasks.id = due.id
        returning tasks.*
      )
      select id, type, payload, traceparent, request_id as "requestId", key, lane, lease, attempt,
        extract(epoch from now() - created_at)::float8 as "ageSeconds"
      from leased order by due_at, id`.execute(this.#db);
    return rows;
  }

  async complete({ id, lease }: LeasedTask): Promise<void> {
    await this.#db.deleteFrom('tasks').where('id', '=', id).where('lease', '=', lease).execute();
  }

  async repeat(task: LeasedTask, { afterSeconds }: { afterSeconds: number }): Promise<void> {
    await this.#held(task)
      .set({ due_at: inSeconds(afterSeconds), attempt: 0, reason: null })
      .execute();
  }

  async retry(task: LeasedTask, { afterSeconds, reason }: { afterSeconds: number; reason: string }): Promise<void> {
    await this.#held(task)
      .set({ due_at: inSeconds(afterSeconds), reason })
      .execute();
  }

  async giveBack(task: LeasedTask): Promise<void> {
    await this.#held(task)
      .set({ attempt: task.attempt - 1 })
      .execute();
  }

  async park(task: LeasedTask, reason: string): Promise<void> {
    await this.#held(task).set({ parked_at: sql<Date>`now()`, reason, key: null }).execute();
  }

  async unpark(ids: readonly string[] | 'all'): Promise<number> {
    const chosen = this.#db
      .updateTable('tasks')
      .set({ parked_at: null, due_at: inSeconds(0), attempt: 0, key: null })
      .where('parked_at', 'is not', null)
      .$if(ids !== 'all', (query) => query.where('id', '=', sql<string>`any(${[...ids].filter(isUuid)}::uuid[])`));
    const { numUpdatedRows } = await chosen.executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  async list({ parked, limit }: { parked: boolean; limit: number }): Promise<readonly TaskView[]> {
    return this.#db
      .selectFrom('tasks')
      .select(['id', 'type', 'request_id as requestId', 'created_at as createdAt', 'due_at as dueAt'])
      .select(['attempt', 'leased_until as leasedUntil', 'parked_at as parkedAt', 'reason'])
      .where('parked_at', parked ? 'is not' : 'is', null)
      .orderBy(parked ? 'parked_at' : 'due_at', parked ? 'desc' : 'asc')
      .orderBy('id', parked ? 'desc' : 'asc')
      .limit(limit)
      .execute();
  }

  async count(): Promise<{ waiting: number; parked: number }> {
    const counts = await this.countByType();
    const sum = (of: 'waiting' | 'parked') => counts.reduce((total, each) => total + each[of], 0);
    return { waiting: sum('waiting'), parked: sum('parked') };
  }

  async countByType(): Promise<readonly { type: string; waiting: number; parked: number }[]> {
    const { rows } = await sql<{ type: string; waiting: number; parked: number }>`
      select type, count(*) filter (where parked_at is null)::integer as waiting, count(parked_at)::integer as parked
      from tasks group by type order by type collate "C"`.execute(this.#db);
    return rows;
  }

  /** An update of the row, if this lease still holds it, that gives the lease up. */
  #held({ id, lease }: LeasedTask) {
    return this.#db
      .updateTable('tasks')
      .set({ lease: null, leased_until: null })
      .where('id', '=', id)
      .where('lease', '=', lease);
  }
}

/** Cut to the column's milliseconds: rounded up, what is due now would be due in the future. */
function inSeconds(seconds: number) {
  return sql<Date>`date_trunc('milliseconds', now()) + make_interval(secs => ${seconds})`;
}
