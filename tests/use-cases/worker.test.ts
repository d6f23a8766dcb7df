import { DependencyUnavailable, type LeasedTask } from '@users/application';
import { mailTimeoutMs } from '@users/mail';
import { taskTiming } from '@users/service/run/task-timing';
import { describe, expect, it } from 'vitest';
import { barrier } from '../support/barrier.ts';
import { recordCalls } from '../support/record-calls.ts';
import { bound, working } from '../support/working.ts';

describe('a task that succeeds', () => {
  it('is run once and forgotten', async () => {
    const on = working(async () => {});
    await on.enqueue();
    expect(await on.step()).toBe(1);
    expect(await on.step()).toBe(0);
    expect(on.outcomes).toMatchObject([{ result: 'done', error: null, task: { attempt: 1 } }]);
    expect(on.rows.size).toBe(0);
  });

  it('runs beside others, so many at once and no more', async () => {
    const meet = barrier(3);
    const on = working(() => meet(), { slots: 3 });
    for (let count = 0; count < 4; count += 1) await on.enqueue();
    expect(await on.step()).toBe(3);
    expect(await on.step()).toBe(1);
  });

  it('is not run by two workers', async () => {
    const on = working(async () => {});
    const other = on.workerWith();
    for (let count = 0; count < 6; count += 1) await on.enqueue();
    const begun = await Promise.all([on.step(), on.step(other)]);
    expect(begun.reduce((sum, count) => sum + count)).toBe(6);
  });

  it('of another type is left to other workers', async () => {
    const on = working(async () => {});
    await on.enqueue('from_the_future');
    expect(await on.step()).toBe(0);
    expect([...on.rows.values()]).toMatchObject([{ attempt: 0, lease: null }]);
  });
});

describe('the times of workers', () => {
  const { leaseSeconds, stopSeconds } = taskTiming;

  // Sent by two workers at once it would arrive twice, without any fault of theirs.
  it('give a mail to nobody else while it may still be sent, and let it be sent by a process that stops', () => {
    expect(leaseSeconds.mails - mailTimeoutMs / 1000).toBeGreaterThanOrEqual(5);
    expect(stopSeconds).toBeGreaterThan(mailTimeoutMs / 1000);
  });

  it('leave nothing that was left over for longer than half a minute', () => {
    const longestPause = 10;
    for (const lease of [leaseSeconds.others, leaseSeconds.mails]) expect(lease).toBeLessThan(30);
    expect(mailTimeoutMs / 1000 + longestPause).toBeLessThan(30);
  });
});

describe('the slots of a worker', () => {
  // A step that waited for all it began let the slowest of a batch hold up everything.
  it('are filled again one by one, while the slowest task still runs', async () => {
    const slow = Promise.withResolvers<void>();
    const begun: string[] = [];
    const on = working(
      async ({ id }) => {
        begun.push(id);
        if (id === begun[0]) await slow.promise;
      },
      { slots: 2 },
    );
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) ids.push(await on.enqueue());
    while (on.outcomes.length < 5) await on.worker.step();
    expect(on.rows.size).toBe(1);
    slow.resolve();
    await on.worker.settled();
    expect(begun.toSorted()).toEqual(ids.toSorted());
    expect(on.rows.size).toBe(0);
  });

  it('are waited for when none is free', async () => {
    const slow = Promise.withResolvers<void>();
    const on = working(() => slow.promise, { slots: 1 });
    await on.enqueue();
    await on.enqueue();
    await on.worker.step();
    const { calls, ports } = recordCalls({ tasks: on.deps.tasks });
    const full = on.workerWith({ tasks: ports.tasks, slots: 1 });
    await full.step();
    const next = full.step();
    await new Promise(setImmediate);
    expect(calls).toEqual(['tasks.lease']);
    slow.resolve();
    await next;
    expect(calls.filter((call) => call === 'tasks.lease')).toHaveLength(2);
  });
});

describe('a worker that stops', () => {
  it('begins nothing more, and waits for what runs', async () => {
    const slow = Promise.withResolvers<void>();
    const on = working(() => slow.promise, { slots: 1 });
    await on.enqueue();
    await on.enqueue();
    await on.worker.step();
    const next = on.worker.step();
    let stopped = false;
    const stop = on.worker.stop().then(() => {
      stopped = true;
    });
    expect(await next).toBe(0);
    expect(stopped).toBe(false);
    slow.resolve();
    await stop;
    expect(on.outcomes).toHaveLength(1);
    expect([...on.rows.values()]).toMatchObject([{ attempt: 0, lease: null }]);
  });

  it('gives back what it has leased and not begun', async () => {
    const on = working(async () => {});
    await on.enqueue();
    const { tasks } = on.deps;
    const worker = on.workerWith({
      tasks: {
        ...bound(tasks),
        lease: async (options) => {
          const leased = await tasks.lease(options);
          expect(leased).toHaveLength(1);
          await worker.stop();
          return leased;
        },
      },
    });
    expect(await worker.step()).toBe(0);
    expect([...on.rows.values()]).toMatchObject([{ attempt: 0, lease: null, leasedUntil: null }]);
    expect(on.outcomes).toEqual([]);
  });
});

describe('with the queue away', () => {
  const away = () => Promise.reject(new DependencyUnavailable('postgresql'));

  it('a step says so', async () => {
    const on = working(async () => {});
    await expect(on.workerWith({ tasks: { ...on.deps.tasks, lease: away } }).step()).rejects.toMatchObject({
      code: 'dependency_unavailable',
    });
  });

  // The mail is with the mail server: given back to the queue it would go out a second time.
  it('what was done is noted when the queue is back, and not done again', async () => {
    let runs = 0;
    const on = working(async () => {
      runs += 1;
    });
    await on.enqueue();
    const { tasks } = on.deps;
    let outages = 5;
    const complete = (task: LeasedTask) => {
      outages -= 1;
      return outages < 0 ? tasks.complete(task) : away();
    };
    const noting = { ...bound(tasks), complete };
    await on.step(on.workerWith({ tasks: noting }));
    on.clock.advance(60);
    await on.step();
    expect(runs).toBe(1);
    expect(on.outcomes).toMatchObject([{ result: 'done' }]);
    expect(on.rows.size).toBe(0);
  });

  it('for longer than the lease, a task that ended is left to it, and holds up no other', async () => {
    const on = working(async ({ type }) => {
      if (type === 'broken') throw new TypeError('broken');
    });
    const id = await on.enqueue();
    const { tasks } = on.deps;
    const worker = on.workerWith({ tasks: { ...bound(tasks), complete: away, retry: away } });
    await on.step(worker);
    expect(on.outcomes).toMatchObject([{ result: 'unnoted', error: { code: 'dependency_unavailable' } }]);
    expect([...on.rows.values()]).toMatchObject([{ id, lease: expect.any(String) }]);
    on.clock.advance(46);
    await on.step();
    expect(on.rows.size).toBe(0);
  });
});
