import type { LeasedTask, NewTask } from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { newTask } from './samples.ts';

/** Work that survives the worker: leased, repeated, parked. Time-outs are short because a database has its own clock. */
export function taskQueueContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`task queue: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    /** One after the other: each is due a little later than the one before. */
    async function enqueue(count: number): Promise<NewTask[]> {
      const tasks = Array.from({ length: count }, () => newTask());
      for (const task of tasks) {
        await fixture.taskQueue.enqueue(task);
        await fixture.elapse(0.003);
      }
      return tasks;
    }

    function lease(limit = 10, leaseSeconds = 60): Promise<readonly LeasedTask[]> {
      return fixture.taskQueue.lease({ types: ['contract.task'], limit, leaseSeconds });
    }

    /** Waits for a task to be due. */
    function leaseOne(leaseSeconds = 60): Promise<LeasedTask> {
      return eventually(fixture, async () => (await lease(1, leaseSeconds))[0] ?? null);
    }

    test('gives a task as it was put, for the first time', async () => {
      const task = newTask({ traceparent: null, payload: { text: 'ünï', deep: { list: [1, null, false] } } });
      await fixture.taskQueue.enqueue(task);
      const [leased, ...others] = await lease();
      expect(others).toEqual([]);
      expect(leased).toEqual({
        ...task,
        key: null,
        lane: null,
        attempt: 1,
        ageSeconds: expect.any(Number),
        lease: expect.any(String),
      });
    });

    test('is empty when nothing waits', async () => {
      expect(await lease()).toEqual([]);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
    });

    test('a task put twice is there once, as it was put first', async () => {
      const task = newTask({ payload: { first: true } });
      await fixture.taskQueue.enqueue(task);
      await fixture.taskQueue.enqueue({ ...task, payload: { first: false } });
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
      expect(await lease()).toMatchObject([{ id: task.id, payload: { first: true } }]);
    });

    test('the oldest come first, no more than asked for', async () => {
      const ids = (await enqueue(5)).map((task) => task.id);
      const batches = [await lease(2), await lease(2), await lease(2)];
      const leased = batches.map((batch) => batch.map((task) => task.id).sort(byPlaceIn(ids)));
      expect(leased).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    });

    test('of many workers that ask at once, each task goes to one', async () => {
      const ids = (await enqueue(40)).map((task) => task.id);
      const taken = (await Promise.all(Array.from({ length: 20 }, () => lease(5)))).flat();
      const rest = await lease(40);
      expect([...taken, ...rest].map((task) => task.id).sort()).toEqual(ids.toSorted());
      expect(new Set([...taken, ...rest].map((task) => `${task.id} ${task.lease}`)).size).toBe(40);
    });

    test('a task whose worker died is due again when its lease ends', async () => {
      await enqueue(1);
      const first = await leaseOne(1);
      expect(await lease()).toEqual([]);
      const second = await leaseOne();
      expect(second).toMatchObject({ id: first.id, attempt: 2 });
      expect(second.lease).not.toBe(first.lease);
      // Its age is counted from when it was put down, not from its last try.
      expect(first.ageSeconds).toBeGreaterThanOrEqual(0);
      expect(second.ageSeconds - first.ageSeconds).toBeGreaterThan(0.9);
      expect(second.ageSeconds).toBeLessThan(60);
    });

    test('a completed task is gone', async () => {
      const [, kept] = await enqueue(2);
      await fixture.taskQueue.complete(await leaseOne(1));
      const [next] = await lease();
      expect(next?.id).toBe(kept?.id);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
    });

    test('a failed task waits for its time, then counts its tries', async () => {
      await enqueue(1);
      const first = await leaseOne();
      await fixture.taskQueue.retry(first, { afterSeconds: 1, reason: 'mail server away' });
      expect(await lease()).toEqual([]);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
      const second = await leaseOne();
      expect(second).toMatchObject({ id: first.id, attempt: 2, payload: first.payload });
      await fixture.taskQueue.retry(second, { afterSeconds: 0, reason: 'again' });
      expect(await leaseOne()).toMatchObject({ id: first.id, attempt: 3 });
    });

    test('a failed task does not hold up the others', async () => {
      const [failing, other] = await enqueue(2);
      await fixture.taskQueue.retry(await leaseOne(), { afterSeconds: 600, reason: 'no' });
      expect((await lease()).map((task) => task.id)).toEqual([other?.id]);
      expect(failing?.id).not.toBe(other?.id);
    });

    test('a parked task is kept and never due again', async () => {
      await enqueue(1);
      await fixture.taskQueue.park(await leaseOne(1), 'no such template');
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 1 });
      await fixture.elapse(1.2);
      expect(await lease()).toEqual([]);
    });

    describe('whoever has lost the lease', () => {
      let lost: LeasedTask;
      let held: LeasedTask;
      beforeEach(async () => {
        await enqueue(1);
        lost = await leaseOne(1);
        held = await leaseOne(60);
        expect(held.id).toBe(lost.id);
      });

      test.each([
        ['complete', () => fixture.taskQueue.complete(lost)],
        ['retry', () => fixture.taskQueue.retry(lost, { afterSeconds: 0, reason: 'late' })],
        ['park', () => fixture.taskQueue.park(lost, 'late')],
      ])('cannot %s the task, and is not told', async (_verb, act) => {
        await act();
        expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
        expect(await lease()).toEqual([]);
        await fixture.taskQueue.complete(held);
        expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
      });

      test('nor can one who gave the task back', async () => {
        await fixture.taskQueue.retry(held, { afterSeconds: 0, reason: 'first' });
        await fixture.taskQueue.complete(held);
        await fixture.taskQueue.park(held, 'second');
        expect(await leaseOne()).toMatchObject({ id: held.id, attempt: 3 });
      });
    });
  });
}

/** A batch is the oldest tasks, in no promised order. */
function byPlaceIn(ids: readonly string[]): (left: string, right: string) => number {
  return (left, right) => ids.indexOf(left) - ids.indexOf(right);
}
