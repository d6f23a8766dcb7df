import type { LeasedTask, NewTask } from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { newTask } from './samples.ts';
import { change } from './stored.ts';

/** Tasks that must not run at once, and tasks of which there is one. */
export function lanesContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`lanes and keys of tasks: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    async function enqueue(lane: string | null, overrides: Partial<NewTask> = {}): Promise<NewTask> {
      const task = newTask({ lane, ...overrides });
      await fixture.taskQueue.enqueue(task);
      await fixture.elapse(0.003);
      return task;
    }

    function lease(limit = 10, leaseSeconds = 60, types = ['contract.task']): Promise<readonly LeasedTask[]> {
      return fixture.taskQueue.lease({ types, limit, leaseSeconds });
    }

    async function leaseOne(leaseSeconds = 60): Promise<LeasedTask> {
      return eventually(fixture, async () => (await lease(1, leaseSeconds))[0] ?? null);
    }

    const idsOf = (tasks: readonly { id: string }[]) => tasks.map(({ id }) => id).toSorted();

    test('of each lane the oldest task is leased, of no lane all', async () => {
      const [a] = [await enqueue('a'), await enqueue('a')];
      const [b] = [await enqueue('b'), await enqueue('b')];
      const free = [await enqueue(null), await enqueue(null)];
      expect(idsOf(await lease())).toEqual(idsOf([a, b, ...free]));
      expect(await lease()).toEqual([]);
    });

    test('a lane with many tasks holds up no other one', async () => {
      for (let count = 0; count < 20; count += 1) await enqueue('many');
      const other = await enqueue('few');
      expect(idsOf(await lease(2))).toContain(other.id);
    });

    test('a task is leased with its lane and its key', async () => {
      await enqueue('a', { key: 'k' });
      await enqueue(null);
      expect(await lease()).toMatchObject([
        { lane: 'a', key: 'k' },
        { lane: null, key: null },
      ]);
    });

    test.each<[string, (task: LeasedTask) => Promise<void>]>([
      ['completed', (task) => fixture.taskQueue.complete(task)],
      ['put off', (task) => fixture.taskQueue.retry(task, { afterSeconds: 600, reason: 'no' })],
      ['parked', (task) => fixture.taskQueue.park(task, 'no')],
    ])('the next of a lane is leased when the one before is %s', async (_, end) => {
      const [first, second] = [await enqueue('a'), await enqueue('a')];
      const held = await leaseOne();
      expect(held.id).toBe(first.id);
      expect(await lease()).toEqual([]);
      await end(held);
      expect(idsOf(await lease())).toEqual([second.id]);
    });

    test('one whose worker died comes back before those behind it', async () => {
      const first = await enqueue('a');
      await enqueue('a');
      expect((await leaseOne(1)).id).toBe(first.id);
      expect(await leaseOne()).toMatchObject({ id: first.id, attempt: 2 });
      expect(await lease()).toEqual([]);
    });

    test('one that was put off waits until the one that went first is done', async () => {
      const [first, second] = [await enqueue('a'), await enqueue('a')];
      await fixture.taskQueue.retry(await leaseOne(), { afterSeconds: 0.2, reason: 'no' });
      const held = await leaseOne();
      expect(held.id).toBe(second.id);
      await fixture.elapse(0.3);
      expect(await lease()).toEqual([]);
      await fixture.taskQueue.complete(held);
      expect((await leaseOne()).id).toBe(first.id);
    });

    test('tasks of one lane and of several types are kept apart too', async () => {
      const first = await enqueue('a', { type: 'one' });
      await enqueue('a', { type: 'other' });
      expect(await lease(10, 60, ['other'])).toEqual([]);
      expect(idsOf(await lease(10, 60, ['one', 'other']))).toEqual([first.id]);
    });

    test('of many workers that ask at once, no two get tasks of one lane, and all tasks are done', async () => {
      for (let count = 0; count < 40; count += 1) await enqueue(`lane ${count % 4}`);
      let [done, rounds] = [0, 0];
      while (done < 40 && rounds < 200) {
        rounds += 1;
        const leased = (await Promise.all(Array.from({ length: 16 }, () => lease(3)))).flat();
        const lanes = leased.map(({ lane }) => lane);
        expect(new Set(lanes).size).toBe(lanes.length);
        for (const task of leased) await fixture.taskQueue.complete(task);
        done += leased.length;
      }
      expect(done).toBe(40);
    });

    test('a second task of one key is not put down, whether the first waits or runs', async () => {
      const first = await enqueue(null, { key: 'k' });
      await enqueue(null, { key: 'k' });
      await change(fixture, async (tx) => tx.enqueue(newTask({ key: 'k' })));
      const [held, ...others] = await lease();
      expect([held?.id, others]).toEqual([first.id, []]);
      await enqueue(null, { key: 'k' });
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
      if (held) await fixture.taskQueue.complete(held);
      const next = await enqueue(null, { key: 'k' });
      expect(idsOf(await lease())).toEqual([next.id]);
    });

    // One that fails for good must not keep its key: nobody could ask for the same until an operator comes.
    test('a parked task gives its key up, and has none when it comes back', async () => {
      const first = await enqueue(null, { key: 'k' });
      await fixture.taskQueue.park(await leaseOne(), 'no');
      const second = await enqueue(null, { key: 'k' });
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 1 });
      await fixture.taskQueue.unpark('all');
      const leased = await lease();
      expect(idsOf(leased)).toEqual(idsOf([first, second]));
      expect(leased.find(({ id }) => id === first.id)?.key).toBeNull();
    });
  });
}
