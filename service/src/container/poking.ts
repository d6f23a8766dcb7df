import type { LeasedTask, RequestIntake, TaskQueue, UnitOfWork } from '@users/application';

/** Wakes the relay and the worker of this process; another process finds the work by itself. */
export interface Pokes {
  relay: () => void;
  worker: () => void;
}

/** Nothing listens. */
export function noPokes(): Pokes {
  return { relay: () => {}, worker: () => {} };
}

/** A unit of work that wakes both after each commit: a change may have left events and tasks. */
export function pokingUnitOfWork(inner: UnitOfWork, pokes: Pokes): UnitOfWork {
  return {
    async run(context, work) {
      const result = await inner.run(context, work);
      pokes.relay();
      pokes.worker();
      return result;
    },
  };
}

/** An intake that wakes the worker when it has put a task down: a flood of repeats wakes nobody. */
export function pokingIntake(inner: RequestIntake, pokes: Pokes): RequestIntake {
  return {
    async accept(request) {
      const outcome = await inner.accept(request);
      if (outcome === 'accepted' || outcome === 'repeated') pokes.worker();
      return outcome;
    },
  };
}

/** A task queue that wakes the worker when something has become due: also what waited for a task of its lane to end. */
export function pokingTaskQueue(inner: TaskQueue, pokes: Pokes): TaskQueue {
  const ended = async ({ lane = null }: LeasedTask, note: Promise<void>) => {
    await note;
    if (lane !== null) pokes.worker();
  };
  return {
    async enqueue(task) {
      await inner.enqueue(task);
      pokes.worker();
    },
    async unpark(ids) {
      const count = await inner.unpark(ids);
      pokes.worker();
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
