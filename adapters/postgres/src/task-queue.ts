import type { LeasedTask, NewTask, TaskQueue } from '@users/application';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';
import { insertTasks } from './task-rows.ts';

/** Leases run by the database's clock, so that workers need not agree on the time. */
export class PostgresTaskQueue implements TaskQueue {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async enqueue(task: NewTask): Promise<void> {
    await insertTasks([task]).execute(this.#db);
  }

  /** Workers pass over rows that others are leasing right now, instead of waiting for them. */
  async lease({ limit, leaseSeconds }: { limit: number; leaseSeconds: number }): Promise<readonly LeasedTask[]> {
    const { rows } = await sql<LeasedTask>`
      with due as (
        select id from tasks
        where parked_at is null and due_at <= now() and (leased_until is null or leased_until <= now())
        order by due_at, id
        limit ${limit}
        for update skip locked
      ), leased as (
        update tasks
        set attempt = attempt + 1, lease = gen_random_uuid()::text,
          leased_until = now() + make_interval(secs => ${leaseSeconds})
        from due where tasks.id = due.id
        returning tasks.*
      )
      select id, type, payload, traceparent, request_id as "requestId", lease, attempt
      from leased order by due_at, id`.execute(this.#db);
    return rows;
  }

  async complete({ id, lease }: LeasedTask): Promise<void> {
    await this.#db.deleteFrom('tasks').where('id', '=', id).where('lease', '=', lease).execute();
  }

  async retry(task: LeasedTask, { afterSeconds, reason }: { afterSeconds: number; reason: string }): Promise<void> {
    await this.#held(task)
      .set({ due_at: sql<Date>`date_trunc('milliseconds', now()) + make_interval(secs => ${afterSeconds})`, reason })
      .execute();
  }

  async park(task: LeasedTask, reason: string): Promise<void> {
    await this.#held(task).set({ parked_at: sql<Date>`now()`, reason }).execute();
  }

  async count(): Promise<{ waiting: number; parked: number }> {
    const { rows } = await sql<{ waiting: number; parked: number }>`
      select count(*) filter (where parked_at is null)::integer as waiting, count(parked_at)::integer as parked
      from tasks`.execute(this.#db);
    return rows[0] ?? { waiting: 0, parked: 0 };
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
