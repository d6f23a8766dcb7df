import {
  ConcurrentChange,
  DependencyUnavailable,
  type LeasedTask,
  LeaseLost,
  MailRefused,
  SealBroken,
  type TaskOutcome,
  Worker,
} from '@users/application';
import { describe, expect, it } from 'vitest';
import { barrier } from '../support/barrier.ts';
import { recordCalls } from '../support/record-calls.ts';
import { useCaseFixture } from '../support/use-case-fixture.ts';

const maxAttempts = 3;

/** A worker with one handler, for tasks of type `job`. */
function working(run: (task: LeasedTask) => Promise<void>, options: { concurrency?: number } = {}) {
  const fixture = useCaseFixture();
  const { tasks, ids } = fixture.deps;
  const outcomes: TaskOutcome[] = [];
  const worker = new Worker({
    tasks,
    handlers: [{ type: 'job', run }],
    ...{ concurrency: options.concurrency ?? 4, leaseSeconds: 45, maxAttempts },
    report: (outcome) => outcomes.push(outcome),
  });
  const enqueue = (type = 'job') => {
    return tasks.enqueue({ id: ids.uuid(), type, payload: {}, traceparent: null, requestId: ids.uuid() });
  };
  return { ...fixture, worker, outcomes, enqueue, rows: fixture.memory.store.tasks };
}

/** Steps again and again with so much time between; the results in order. */
async function steps(on: ReturnType<typeof working>, count: number): Promise<readonly string[]> {
  for (let step = 0; step < count; step += 1) {
    await on.worker.step();
    on.clock.advance(60);
  }
  return on.outcomes.map(({ result }) => result);
}

const failing = (error: unknown) => working(() => Promise.reject(error));

describe('a task that succeeds', () => {
  it('is run once and forgotten', async () => {
    const on = working(async () => {});
    await on.enqueue();
    expect(await on.worker.step()).toBe(1);
    expect(await on.worker.step()).toBe(0);
    expect(on.outcomes).toMatchObject([{ result: 'done', error: null, task: { attempt: 1 } }]);
    expect(on.rows.size).toBe(0);
  });

  it('runs beside others, so many at once and no more', async () => {
    const meet = barrier(3);
    const on = working(() => meet(), { concurrency: 3 });
    for (let count = 0; count < 4; count += 1) await on.enqueue();
    expect(await on.worker.step()).toBe(3);
    expect(await on.worker.step()).toBe(1);
  });

  it('is not run by two workers', async () => {
    const on = working(async () => {});
    const other = new Worker({
      ...{ tasks: on.deps.tasks, handlers: [{ type: 'job', run: async () => {} }], concurrency: 4 },
      ...{ leaseSeconds: 45, maxAttempts, report: () => {} },
    });
    for (let count = 0; count < 6; count += 1) await on.enqueue();
    const leased = await Promise.all([on.worker.step(), other.step()]);
    expect(leased.reduce((sum, count) => sum + count)).toBe(6);
  });
});

describe('a task that fails', () => {
  it('is due again after 1, 2, 4 … seconds, and parked with its reason after so many tries', async () => {
    const on = failing(new TypeError('broken'));
    await on.enqueue();
    const waits: number[] = [];
    for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
      await on.worker.step();
      const [row] = [...on.rows.values()];
      waits.push((row?.dueAt.getTime() ?? 0) - on.clock.now().getTime());
      on.clock.advance(2 ** (attempt - 1) - 0.001);
      expect(await on.worker.step()).toBe(0);
      on.clock.advance(0.001);
    }
    await on.worker.step();
    expect(waits).toEqual([1000, 2000]);
    expect(on.outcomes.map(({ result }) => result)).toEqual(['retried', 'retried', 'parked']);
    expect([...on.rows.values()]).toMatchObject([{ reason: 'TypeError: broken', parkedAt: on.clock.now() }]);
    on.clock.advance(86_400);
    expect(await on.worker.step()).toBe(0);
  });

  it('never waits longer than a minute', async () => {
    const on = failing(new DependencyUnavailable('mail'));
    await on.enqueue();
    await steps(on, 12);
    await on.worker.step();
    const [row] = [...on.rows.values()];
    expect((row?.dueAt.getTime() ?? 0) - on.clock.now().getTime()).toBe(60_000);
  });

  it.each([new MailRefused('550 no such user'), new SealBroken()])(
    'for good is parked at once: $name',
    async (error) => {
      const on = failing(error);
      await on.enqueue();
      expect(await steps(on, 3)).toEqual(['parked']);
    },
  );

  it('because its lease went to another is left to that one', async () => {
    const on = failing(new LeaseLost());
    await on.enqueue();
    const { calls, ports } = recordCalls({ tasks: on.deps.tasks });
    const worker = new Worker({
      ...{ tasks: ports.tasks, handlers: [{ type: 'job', run: () => Promise.reject(new LeaseLost()) }] },
      ...{ concurrency: 1, leaseSeconds: 45, maxAttempts, report: (outcome) => on.outcomes.push(outcome) },
    });
    await worker.step();
    expect(on.outcomes).toMatchObject([{ result: 'lost' }]);
    expect(calls).toEqual(['tasks.lease']);
  });
});

describe('what is nobody’s fault is never parked', () => {
  it.each([new DependencyUnavailable('redis'), new ConcurrentChange()])('$name', async (error) => {
    const on = failing(error);
    await on.enqueue();
    expect(new Set(await steps(on, maxAttempts * 3))).toEqual(new Set(['retried']));
    expect(await on.deps.tasks.count()).toEqual({ waiting: 1, parked: 0 });
  });

  it('a type that only a newer release knows waits for that release', async () => {
    const on = working(async () => {});
    await on.enqueue('from_the_future');
    expect(new Set(await steps(on, maxAttempts * 3))).toEqual(new Set(['retried']));
    expect([...on.rows.values()]).toMatchObject([{ reason: expect.stringContaining('from_the_future') }]);
  });
});

describe('with the queue away', () => {
  it('a step says so', async () => {
    const on = working(async () => {});
    const lease = () => Promise.reject(new DependencyUnavailable('postgresql'));
    const worker = new Worker({
      ...{ tasks: { ...on.deps.tasks, lease }, handlers: [], concurrency: 1, leaseSeconds: 45, maxAttempts },
      report: () => {},
    });
    await expect(worker.step()).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });

  it('a step ends when all its tasks have ended, not at the first that cannot be settled', async () => {
    const slow = Promise.withResolvers<void>();
    const on = working(async () => {});
    await on.enqueue('quick');
    await on.enqueue('slow');
    const { tasks } = on.deps;
    const away = () => {
      // The slow one goes on well after this.
      setImmediate(slow.resolve);
      return Promise.reject(new DependencyUnavailable('postgresql'));
    };
    let running = 2;
    const run = async (task: LeasedTask) => {
      if (task.type === 'slow') await slow.promise;
      running -= 1;
      if (task.type === 'quick') throw new TypeError('broken');
    };
    const worker = new Worker({
      tasks: {
        lease: (options) => tasks.lease(options),
        ...{ complete: (task) => tasks.complete(task), count: () => tasks.count(), retry: away, park: away },
      },
      handlers: [
        { type: 'quick', run },
        { type: 'slow', run },
      ],
      ...{ concurrency: 2, leaseSeconds: 45, maxAttempts, report: () => {} },
    });
    const step = worker.step().then(
      () => 'resolved',
      () => `rejected with ${running} running`,
    );
    expect(await step).toBe('rejected with 0 running');
  });
});
