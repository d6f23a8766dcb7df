import type { LeasedTask, NewTask } from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { newTask } from './samples.ts';

/** What an operator sees of the queue, and how parked tasks come back. */
export function tasksOfOperatorsContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`task queue, for operators: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    async function enqueue(overrides: Partial<NewTask> = {}): Promise<NewTask> {
      const task = newTask(overrides);
      await fixture.taskQueue.enqueue(task);
      await fixture.elapse(0.003);
      return task;
    }

    function lease(...types: string[]): Promise<readonly LeasedTask[]> {
      return fixture.taskQueue.lease({ types, limit: 10, leaseSeconds: 60 });
    }

    async function park(overrides: Partial<NewTask> = {}, reason = 'no such mailbox'): Promise<NewTask> {
      const task = await enqueue({ type: 'doomed', ...overrides });
      for (const leased of await lease(task.type)) await fixture.taskQueue.park(leased, reason);
      await fixture.elapse(0.003);
      return task;
    }

    const list = (parked: boolean, limit = 10) => fixture.taskQueue.list({ parked, limit });
    const idsOf = (tasks: readonly { id: string }[]) => tasks.map(({ id }) => id);

    test('a worker gets tasks of the types that it asks for, the oldest of all of them first', async () => {
      const [a, b, , d] = [
        await enqueue({ type: 'red' }),
        await enqueue({ type: 'blue' }),
        await enqueue({ type: 'green' }),
        await enqueue({ type: 'red' }),
      ];
      const first = await fixture.taskQueue.lease({ types: ['blue', 'red'], limit: 2, leaseSeconds: 60 });
      expect(idsOf(first).toSorted()).toEqual([a.id, b.id].toSorted());
      expect(idsOf(await lease('blue', 'red'))).toEqual([d.id]);
      expect(await lease('blue', 'none')).toEqual([]);
      expect(await lease()).toEqual([]);
    });

    test('one given back is due at once, and that was no try', async () => {
      const { id } = await enqueue({ type: 'red' });
      const [first] = await lease('red');
      if (first) await fixture.taskQueue.giveBack(first);
      expect(await lease('red')).toMatchObject([{ id, attempt: 1 }]);
    });

    test('one that repeats waits for its time, and its tries are forgotten', async () => {
      const { id } = await enqueue({ type: 'red' });
      const [first] = await lease('red');
      if (first) await fixture.taskQueue.retry(first, { afterSeconds: 0, reason: 'away' });
      const [second] = await lease('red');
      if (second) await fixture.taskQueue.repeat(second, { afterSeconds: 1 });
      expect(await lease('red')).toEqual([]);
      expect(await list(false)).toMatchObject([{ id, attempt: 0, reason: null, leasedUntil: null }]);
      const third = await eventually(fixture, async () => (await lease('red'))[0] ?? null);
      expect(third).toMatchObject({ id, attempt: 1 });
    });

    test('whoever lost the lease can neither give back nor repeat', async () => {
      await enqueue({ type: 'red' });
      const [held] = await lease('red');
      if (held === undefined) throw new Error('nothing was due');
      const lost = { ...held, lease: 'another' };
      await fixture.taskQueue.giveBack(lost);
      await fixture.taskQueue.repeat(lost, { afterSeconds: 0 });
      expect(await lease('red')).toEqual([]);
    });

    test('what waits is listed, the next due first, with nothing of its payload', async () => {
      const [first, second] = [await enqueue({ payload: { to: 'ada@example.org' } }), await enqueue()];
      await park();
      const tasks = await list(false);
      expect(idsOf(tasks)).toEqual([first.id, second.id]);
      const view = { type: first.type, requestId: first.requestId, attempt: 0, leasedUntil: null };
      expect(tasks[0]).toEqual({
        ...{ id: first.id, ...view, parkedAt: null, reason: null },
        ...{ createdAt: expect.any(Date), dueAt: expect.any(Date) },
      });
      expect(JSON.stringify(tasks)).not.toContain('ada@');
      expect(await list(false, 1)).toHaveLength(1);
    });

    test('one that runs is listed with its lease and its try', async () => {
      const { id } = await enqueue({ type: 'red' });
      await lease('red');
      expect(await list(false)).toMatchObject([{ id, attempt: 1, leasedUntil: expect.any(Date) }]);
    });

    test('what is parked is listed with its reason, the latest first', async () => {
      const first = await park({}, 'first reason');
      const second = await park({}, 'second reason');
      await enqueue();
      expect(await list(true)).toMatchObject([
        { id: second.id, reason: 'second reason', parkedAt: expect.any(Date), leasedUntil: null },
        { id: first.id, reason: 'first reason', attempt: 1 },
      ]);
      expect(idsOf(await list(true, 1))).toEqual([second.id]);
    });

    test('a parked task comes back by its id, as if new; others stay', async () => {
      const [one, other] = [await park(), await park()];
      expect(await fixture.taskQueue.unpark([one.id])).toBe(1);
      expect(idsOf(await list(true))).toEqual([other.id]);
      expect(await lease('doomed')).toMatchObject([{ id: one.id, attempt: 1, payload: one.payload }]);
    });

    test('or all of them; what waits is left alone', async () => {
      const parked = [await park(), await park()];
      const { id } = await enqueue({ type: 'red' });
      const [leased] = await lease('red');
      expect(await fixture.taskQueue.unpark('all')).toBe(2);
      expect(idsOf(await lease('doomed')).toSorted()).toEqual(idsOf(parked).toSorted());
      expect(await lease('red')).toEqual([]);
      if (leased) await fixture.taskQueue.complete(leased);
      expect(idsOf(await list(false))).not.toContain(id);
    });

    test.each(['00000000-0000-7000-8000-00000000dead', 'nothing at all'])('%s brings none back', async (id) => {
      await park();
      expect(await fixture.taskQueue.unpark([id])).toBe(0);
      expect(await list(true)).toHaveLength(1);
    });

    test('all are counted by type', async () => {
      await park();
      for (const type of ['red', 'doomed', 'red']) await enqueue({ type });
      expect(await fixture.taskQueue.countByType()).toEqual([
        { type: 'doomed', waiting: 1, parked: 1 },
        { type: 'red', waiting: 2, parked: 0 },
      ]);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 3, parked: 1 });
    });
  });
}
