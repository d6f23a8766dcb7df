import { DependencyUnavailable, NotYet, type TaskOutcome } from '@users/application';
import type { Logger } from './logger.ts';

/** A line for each task; its payload is never logged. */
export function reportTask(log: Logger, { task, result, error }: TaskOutcome): void {
  // While something is away each task fails for the same reason, and a stack says nothing about it.
  const cause = error instanceof DependencyUnavailable ? { away: error.dependency } : { err: error };
  const about = { task: task.type, task_id: task.id, request_id: task.requestId, attempt: task.attempt };
  if (result === 'done') log.debug(about, 'task done');
  else if (result === 'lost') log.info(about, 'task taken over by another worker');
  // Other work comes before, as behind a slow mail server: no fault, and there may be many.
  else if (error instanceof NotYet) log.info({ ...about, reason: error.message }, 'task put back for a moment');
  else if (result === 'unnoted')
    log.warn({ ...about, ...cause }, 'task ended, which could not be noted: it runs again');
  else log[result === 'parked' ? 'error' : 'warn']({ ...about, ...cause }, `task ${result}`);
}
