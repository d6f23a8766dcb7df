import type { LeasedTask } from '../ports/task-queue.ts';
import type { ChangeContext } from '../ports/unit-of-work.ts';

/** What is done for one type of task. It may run more than once and must then change nothing the second time. */
export interface TaskHandler {
  readonly type: string;
  /**
   * @param untilMyTurn to be awaited before a step that cannot be taken back and does change something the second time:
   * from there until it is noted what became of the task, no other task of this worker gets so far
   */
  run(task: LeasedTask, untilMyTurn: UntilMyTurn): Promise<void>;
}

/**
 * Resolves when the task may take its last step.
 *
 * @throws NotYet when another keeps its turn for long; LeaseLost when the task may be somebody else's by now
 */
export type UntilMyTurn = () => Promise<void>;

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
