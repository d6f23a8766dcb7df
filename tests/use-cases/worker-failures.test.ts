import {
  ConcurrentChange,
  DependencyUnavailable,
  LeaseLost,
  MailDeferred,
  MailRefused,
  SealBroken,
} from '@users/application';
import { describe, expect, it } from 'vitest';
import { recordCalls } from '../support/record-calls.ts';
import { failing, maxAttempts, steps, working } from '../support/working.ts';

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
