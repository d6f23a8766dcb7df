import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { newTask } from '../contracts/samples.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('postgres', 'lanes of tasks between workers', () => {
  let fixture: PostgresFixture;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(() => emptiedAfterwards(fixture).close);

  const lease = (limit: number) => fixture.taskQueue.lease({ types: ['contract.task'], limit, leaseSeconds: 60 });

  /** As a change that takes longer does it: its task becomes visible after others that are due later. */
  async function enqueueLate(lane: string): Promise<void> {
    await fixture.db.transaction().execute(async (slow) => {
      await sql`select now()`.execute(slow);
      await delay(Math.random() * 4);
      await sql`
        insert into tasks (id, type, payload, request_id, lane)
        values (gen_random_uuid(), 'contract.task', '{}', 'r', ${lane})`.execute(slow);
    });
  }

  // What one statement sees is older than what another one leases meanwhile: without a lock on the lane, and a look at
  // it under the lock, two of a lane run at once every few hundred leases.
  test('sixteen workers never run two tasks of one lane at once, while more come in any order', async () => {
    const [perProducer, producers] = [150, 2];
    const running = new Set<string>();
    const clashes: string[] = [];
    let done = 0;
    const work = async (): Promise<void> => {
      while (done < perProducer * producers) {
        for (const task of await lease(2)) {
          const lane = task.lane ?? '';
          if (running.has(lane)) clashes.push(lane);
          running.add(lane);
          await delay(Math.random() * 3);
          running.delete(lane);
          await fixture.taskQueue.complete(task);
          done += 1;
        }
      }
    };
    const produce = async (): Promise<void> => {
      for (let count = 0; count < perProducer; count += 1) await enqueueLate(`lane ${count % 3}`);
    };
    await Promise.all([produce(), produce(), ...Array.from({ length: 16 }, work)]);
    expect(clashes).toEqual([]);
    expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
  });

  test('a lane of thousands is passed over: others are found behind it, by looking at few rows', async () => {
    await sql`
      insert into tasks (id, type, payload, request_id, lane, due_at)
      select gen_random_uuid(), 'contract.task', '{}', 'r', 'many', now() - interval '1 hour'
      from generate_series(1, 5000)`.execute(fixture.db);
    const other = newTask({ lane: 'few' });
    await fixture.taskQueue.enqueue(other);
    const leased = await lease(4);
    expect(leased.map(({ lane }) => lane).toSorted()).toEqual(['few', 'many']);
    expect(await lease(4)).toEqual([]);
  });
});
