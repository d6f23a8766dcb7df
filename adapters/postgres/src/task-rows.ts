import type { NewTask } from '@users/application';
import { type RawBuilder, sql } from 'kysely';

/** An INSERT of any number of tasks in one form of statement; a task that is there already stays as it is. */
export function insertTasks(tasks: readonly NewTask[]): RawBuilder<unknown> {
  const rows = tasks.map(({ id, type, payload, requestId, traceparent }) => ({
    ...{ id, type, payload, traceparent },
    request_id: requestId,
  }));
  return sql`
    insert into tasks (id, type, payload, request_id, traceparent)
    select task.id, task.type, task.payload, task.request_id, task.traceparent
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as task(id uuid, type text, payload jsonb, request_id text, traceparent text)
    on conflict (id) do nothing`;
}
