import type { TaskOutcome } from '@users/application';
import type { Logger } from './logger.ts';

/** A line for each task; its payload is never logged. */
export function reportTask(log: Logger, { task, result, error }: TaskOutcome): void {
  const about = { task: task.type, task_id: task.id, request_id: task.requestId, attempt: task.attempt };
  if (result === 'done') log.debug(about, 'task done');
  else if (result === 'lost') log.info(about, 'task taken over by another worker');
  else log[result === 'parked' ? 'error' : 'warn']({ ...about, err: error }, `task ${result}`);
}
