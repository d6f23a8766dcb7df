import type { LeasedTask, RequestIntake, TaskQueue, Written } from '@users/application';

/** Wakes the loops of this process that have something to do; other processes find their work by themselves. */
export interface Wakes {
  /** There are events to publish. */
  relay: () => void;
  /** Tasks of these types may be due. */
  tasks: (types: readonly string[] | 'all') => void;
}

/** Nothing listens yet. */
export function noWakes(): Wakes {
  return { relay: () => {}, tasks: () => {} };
}

/** A write wakes whoever waits for what it wrote, and nobody else: a log-in wakes nobody. */
export function wakeFor(wakes: Wakes, { events, taskTypes }: Written): void {
  if (events > 0) wakes.relay();
  if (taskTypes.length > 0) wakes.tasks(taskTypes);
}

/** An intake that wakes whoever does what it put down: a flood of repeats wakes nobody. */
export function wakingIntake(inner: RequestIntake, wakes: Wakes): RequestIntake {
  return {
    async accept(request) {
      const outcome = await inner.accept(request);
      if (outcome === 'accepted') wakes.tasks([request.task.type]);
      if (outcome === 'repeated' && request.onRepeat) wakes.tasks([request.onRepeat.type]);
      return outcome;
    },
  };
}

/** A task queue that wakes whoever has something due now: also what waited for a task of its lane to end. */
export function wakingTaskQueue(inner: TaskQueue, wakes: Wakes): TaskQueue {
  const ended = async ({ lane = null, type }: LeasedTask, note: Promise<void>) => {
    await note;
    if (lane !== null) wakes.tasks([type]);
  };
  return {
    async enqueue(task) {
      await inner.enqueue(task);
      wakes.tasks([task.type]);
    },
    async unpark(ids) {
      const count = await inner.unpark(ids);
      if (count > 0) wakes.tasks('all');
      return count;
    },
    lease: (options) => inner.lease(options),
    complete: (task) => ended(task, inner.complete(task)),
    repeat: (task, options) => ended(task, inner.repeat(task, options)),
    retry: (task, options) => ended(task, inner.retry(task, options)),
    giveBack: (task) => inner.giveBack(task),
    park: (task, reason) => ended(task, inner.park(task, reason)),
    list: (options) => inner.list(options),
    count: () => inner.count(),
    countByType: () => inner.countByType(),
  };
}
