import { type LeasedTask, type TaskOutcome, Worker } from '@users/application';
import { timeless } from './timeless.ts';
import { useCaseFixture } from './use-case-fixture.ts';

export const maxAttempts = 3;

/** A worker with one handler, for tasks of type `job`. */
export function working(run: (task: LeasedTask) => Promise<void>, options: { slots?: number } = {}) {
  const fixture = useCaseFixture();
  const { tasks, ids } = fixture.deps;
  const outcomes: TaskOutcome[] = [];
  const workerWith = (changed: Partial<ConstructorParameters<typeof Worker>[0]> = {}) =>
    new Worker({
      tasks,
      handlers: [{ type: 'job', run }],
      ...{ slots: options.slots ?? 4, leaseSeconds: 45, maxAttempts, ...timeless },
      report: (outcome) => outcomes.push(outcome),
      ...changed,
    });
  const worker = workerWith();
  const enqueue = async (type = 'job'): Promise<string> => {
    const id = ids.uuid();
    await tasks.enqueue({ id, type, payload: {}, traceparent: null, requestId: ids.uuid() });
    return id;
  };
  /** One step, and the end of what it began. */
  const step = async (of = worker): Promise<number> => {
    const begun = await of.step();
    await of.settled();
    return begun;
  };
  return { ...fixture, worker, workerWith, outcomes, enqueue, step, rows: fixture.memory.store.tasks };
}

/** Steps again and again with so much time between; the results in order. */
export async function steps(on: ReturnType<typeof working>, count: number): Promise<readonly string[]> {
  for (let step = 0; step < count; step += 1) {
    await on.step();
    on.clock.advance(60);
  }
  return on.outcomes.map(({ result }) => result);
}

/** A worker whose handler fails so each time. */
export const failing = (error: unknown) => working(() => Promise.reject(error));

/** The queue as plain functions, for a test that replaces one of them. */
export function bound(tasks: ReturnType<typeof working>['deps']['tasks']) {
  return {
    lease: tasks.lease.bind(tasks),
    complete: tasks.complete.bind(tasks),
    repeat: tasks.repeat.bind(tasks),
    retry: tasks.retry.bind(tasks),
    giveBack: tasks.giveBack.bind(tasks),
    park: tasks.park.bind(tasks),
  };
}
