import type { LeasedTask } from '../ports/task-queue.ts';
import type { ChangeContext } from '../ports/unit-of-work.ts';

/** What is done for one type of task. It may run more than once and must then change nothing the second time. */
export interface TaskHandler {
  readonly type: string;
  run(task: LeasedTask): Promise<void>;
}

/** Work that is never done: one row in the queue that is due again after each step, and is never parked. */
export interface RecurringJob {
  readonly type: string;
  /**
   * One step: so small that it ends well within a lease, and safe to repeat.
   *
   * @returns seconds until the next; 0 when there is more to do
   */
  step(task: LeasedTask): Promise<number>;
}

/** A task acts for the service itself, within the request that caused it. */
export function taskContext(task: LeasedTask, action: string, network: string | null): ChangeContext {
  const { requestId, traceparent } = task;
  return { action, actor: { kind: 'system', name: 'worker' }, requestId, network, traceparent };
}
