import type { NewTask } from '@users/application';
import { type RawBuilder, sql } from 'kysely';

/**
 * An INSERT of any number of tasks in one form of statement; a task that is there already, or one of the
 * same key, stays as it is. One that tells
 * of an erased user is left out: it was thought of when that user was still there. Asked row by row, by the key: a join
 * that was planned while there were few users would read all of them later.
 */
export function insertTasks(tasks: readonly NewTask[]): RawBuilder<unknown> {
  return sql`
    insert into tasks (id, type, payload, request_id, traceparent, subject, key, lane)
    select task.id, task.type, task.payload, task.request_id, task.traceparent, task.subject, task.key, task.lane
    from json_to_recordset(${JSON.stringify(tasks.map(toTaskRow))}::json)
      as task(id uuid, type text, payload jsonb, request_id text, traceparent text, subject uuid, key text, lane text)
    where (select users.erased_at from users where users.id = task.subject) is null
    on conflict do nothing`;
}

/** As JSON that PostgreSQL takes apart. */
export function toTaskRow({ requestId, ...task }: NewTask): object {
  return { ...task, request_id: requestId };
}
