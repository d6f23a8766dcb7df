import {
  ConcurrentChange,
  DependencyUnavailable,
  type LeasedTask,
  LeaseLost,
  MailDeferred,
  MailRefused,
  SealBroken,
  type TaskOutcome,
  Worker,
} from '@users/application';
import { mailTimeoutMs } from '@users/mail';
import { taskTiming } from '@users/service/run/task-timing';
import { describe, expect, it } from 'vitest';
import { barrier } from '../support/barrier.ts';
import { recordCalls } from '../support/record-calls.ts';
import { timeless } from '../support/timeless.ts';
import { useCaseFixture } from '../support/use-case-fixture.ts';

const maxAttempts = 3;

/** A worker with one handler, for tasks of type `job`. */
function working(run: (task: LeasedTask) => Promise<void>, options: { slots?: number } = {}) {
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
async function steps(on: ReturnType<typeof working>, count: number): Promise<readonly string[]> {
  for (let step = 0; step < count; step += 1) {
    await on.step();
    on.clock.advance(60);
  }
  return on.outcomes.map(({ result }) => result);
}

const failing = (error: unknown) => working(() => Promise.reject(error));

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

describe('a task that fails', () => {
  it('is due again after 1, 2, 4 … seconds, and parked with its reason after so many tries', async () => {
    const on = failing(new TypeError('broken'));
    await on.enqueue();
    const waits: number[] = [];
    for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
      await on.step();
      const [row] = [...on.rows.values()];
      waits.push((row?.dueAt.getTime() ?? 0) - on.clock.now().getTime());
      on.clock.advance(2 ** (attempt - 1) - 0.001);
      expect(await on.step()).toBe(0);
      on.clock.advance(0.001);
    }
    await on.step();
    expect(waits).toEqual([1000, 2000]);
    expect(on.outcomes.map(({ result }) => result)).toEqual(['retried', 'retried', 'parked']);
    expect([...on.rows.values()]).toMatchObject([{ reason: 'TypeError: broken', parkedAt: on.clock.now() }]);
    on.clock.advance(86_400);
    expect(await on.step()).toBe(0);
  });

  it.each([
    // What comes back is found soon; a server that puts one mail off has said that it is there.
    [new DependencyUnavailable('mail'), 10],
    [new MailDeferred('452 4.2.2'), 900],
  ])('never waits longer than its kind of failure asks for: $name', async (error, seconds) => {
    const on = failing(error);
    await on.enqueue();
    for (let count = 0; count < 12; count += 1) {
      await on.step();
      on.clock.advance(900);
    }
    await on.step();
    const [row] = [...on.rows.values()];
    expect((row?.dueAt.getTime() ?? 0) - on.clock.now().getTime()).toBe(seconds * 1000);
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
    await on.step(on.workerWith({ tasks: ports.tasks }));
    expect(on.outcomes).toMatchObject([{ result: 'lost' }]);
    expect(calls).toEqual(['tasks.lease']);
  });
});

describe('what is nobody’s fault is never parked', () => {
  it.each([new DependencyUnavailable('redis'), new ConcurrentChange(), new MailDeferred('451')])(
    '$name',
    async (error) => {
      const on = failing(error);
      await on.enqueue();
      for (let count = 0; count < maxAttempts * 3; count += 1) {
        await on.step();
        on.clock.advance(900);
      }
      expect(new Set(on.outcomes.map(({ result }) => result))).toEqual(new Set(['retried']));
      expect(await on.deps.tasks.count()).toEqual({ waiting: 1, parked: 0 });
    },
  );
});

describe('a mail that is put off again and again', () => {
  const day = 86_400;

  // A mailbox that stays full was asked four times an hour, for ever.
  it('is parked after five days (RFC 5321 §4.5.4.1)', async () => {
    const on = failing(new MailDeferred('452 4.2.2'));
    await on.enqueue();
    for (let count = 0; count < maxAttempts; count += 1) {
      await on.step();
      on.clock.advance(900);
    }
    on.clock.advance(4 * day);
    await on.step();
    expect(await on.deps.tasks.count()).toEqual({ waiting: 1, parked: 0 });
    on.clock.advance(day);
    await on.step();
    expect(await on.deps.tasks.count()).toEqual({ waiting: 0, parked: 1 });
  });

  it('is tried as often as any other task when an operator wants it tried again', async () => {
    const on = failing(new MailDeferred('452 4.2.2'));
    const id = await on.enqueue();
    on.clock.advance(6 * day);
    for (let count = 0; count < maxAttempts; count += 1) {
      expect(await on.deps.tasks.count()).toEqual({ waiting: 1, parked: 0 });
      await on.step();
      on.clock.advance(900);
    }
    expect(await on.deps.tasks.count()).toEqual({ waiting: 0, parked: 1 });
    await on.deps.tasks.unpark([id]);
    await on.step();
    expect(await on.deps.tasks.count()).toEqual({ waiting: 1, parked: 0 });
  });
});

describe('a job that is never done', () => {
  const recurring = (step: () => Promise<number>) => {
    const on = working(async () => {});
    return { ...on, worker: on.workerWith({ handlers: [{ type: 'job', step }] }) };
  };

  it('is due again at once while there is more to do, else when it says', async () => {
    const answers = [0, 0, 3600];
    const on = recurring(async () => answers.shift() ?? 0);
    await on.enqueue();
    for (let count = 0; count < 3; count += 1) expect(await on.step(on.worker)).toBe(1);
    expect(await on.step(on.worker)).toBe(0);
    on.clock.advance(3599);
    expect(await on.step(on.worker)).toBe(0);
    on.clock.advance(1);
    expect(await on.step(on.worker)).toBe(1);
    expect(new Set(on.outcomes.map(({ result }) => result))).toEqual(new Set(['done']));
  });

  // Parked, it would never be done again, and nobody would notice for months.
  it('is tried again for ever when it fails, of whatever', async () => {
    const on = recurring(() => Promise.reject(new TypeError('broken')));
    await on.enqueue();
    for (let count = 0; count < maxAttempts * 3; count += 1) {
      await on.step(on.worker);
      on.clock.advance(20);
    }
    expect(new Set(on.outcomes.map(({ result }) => result))).toEqual(new Set(['retried']));
    expect([...on.rows.values()]).toMatchObject([{ parkedAt: null, reason: 'TypeError: broken' }]);
  });

  it('has forgotten its failures when it works again', async () => {
    const answers = [() => Promise.reject(new TypeError('broken')), async () => 3600];
    const on = recurring(() => answers.shift()?.() ?? Promise.resolve(0));
    await on.enqueue();
    await on.step(on.worker);
    on.clock.advance(1);
    await on.step(on.worker);
    expect([...on.rows.values()]).toMatchObject([{ attempt: 0, reason: null, lease: null }]);
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

function bound(tasks: ReturnType<typeof working>['deps']['tasks']) {
  return {
    lease: tasks.lease.bind(tasks),
    complete: tasks.complete.bind(tasks),
    repeat: tasks.repeat.bind(tasks),
    retry: tasks.retry.bind(tasks),
    giveBack: tasks.giveBack.bind(tasks),
    park: tasks.park.bind(tasks),
  };
}
