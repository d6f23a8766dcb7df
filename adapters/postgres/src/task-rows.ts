import type { NewTask } from '@users/application';
import { type RawBuilder, sql } from 'kysely';

/** An INSERT of any number of tasks in one form of statement; a task that is there already stays as it is. */
export function insertTasks(tasks: readonly NewTask[]): RawBuilder<unknown> {
  const rows = tasks.map(({ id, type, payload, requestId, traceparent, subject }) => ({
    ...{ id, type, payload, traceparent, subject },
    request_id: requestId,
  }));
  return sql`
    insert into tasks (id, type, payload, request_id, traceparent, subject)
    select task.id, task.type, task.payload, task.request_id, task.traceparent, task.subject
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as task(id uuid, type text, payload jsonb, request_id text, traceparent text, subject uuid)
    on conflict (id) do nothing`;
}
