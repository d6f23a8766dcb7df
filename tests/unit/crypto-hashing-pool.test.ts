import { HashingOverloaded } from '@users/application';
import { HashingPool } from '@users/crypto/hashing-pool';
import { describe, expect, test } from 'vitest';

/** Work that lasts until it is told to end. */
class Job {
  readonly #gate = Promise.withResolvers<void>();
  started = false;

  readonly run = async (): Promise<void> => {
    this.started = true;
    await this.#gate.promise;
  };

  end(): void {
    this.#gate.resolve();
  }

  fail(error: Error): void {
    this.#gate.reject(error);
  }
}

function jobs(count: number): Job[] {
  return Array.from({ length: count }, () => new Job());
}

const started = (all: readonly Job[]): boolean[] => all.map((job) => job.started);
/** Lets everything run that can. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the hashing pool', () => {
  test('runs as many as it is wide; the rest wait and start in the order they came', async () => {
    const pool = new HashingPool({ width: 2, queueLimit: 3 });
    const all = jobs(5);
    const done = all.map((job) => pool.run(job.run));
    await settle();
    expect(started(all)).toEqual([true, true, false, false, false]);
    expect([pool.running, pool.waiting]).toEqual([2, 3]);
    for (const next of [2, 3, 4]) {
      all[next - 2]?.end();
      await settle();
      expect(started(all)).toEqual(all.map((_, index) => index <= next));
      expect(pool.running).toBe(2);
    }
    for (const job of all) job.end();
    await Promise.all(done);
    expect([pool.running, pool.waiting]).toEqual([0, 0]);
  });

  test('refuses at once what does not fit the queue, and does nothing of it', async () => {
    const pool = new HashingPool({ width: 1, queueLimit: 2 });
    const all = jobs(4);
    const taken = all.slice(0, 3).map((job) => pool.run(job.run));
    await expect(pool.run(all[3]?.run ?? settle)).rejects.toThrow(HashingOverloaded);
    for (const job of all) job.end();
    await Promise.all(taken);
    expect(started(all)).toEqual([true, true, true, false]);
  });

  test('nobody who comes later overtakes one who waits', async () => {
    const pool = new HashingPool({ width: 1, queueLimit: 10 });
    const order: string[] = [];
    const [first] = jobs(1);
    const running = pool.run(first?.run ?? settle).then(() => {
      // At the very moment a place is free, someone new arrives.
      return pool.run(async () => void order.push('late'));
    });
    const waiting = pool.run(async () => void order.push('waiting'));
    first?.end();
    await Promise.all([running, waiting]);
    expect(order).toEqual(['waiting', 'late']);
  });

  test('work that fails gives its place back', async () => {
    const pool = new HashingPool({ width: 1, queueLimit: 1 });
    const [bad] = jobs(1);
    const failing = pool.run(bad?.run ?? settle);
    const next = pool.run(async () => 'done');
    bad?.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
    await expect(
      pool.run(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    expect([pool.running, pool.waiting]).toEqual([0, 0]);
  });

  test('without a queue it takes what it can run and no more', async () => {
    const pool = new HashingPool({ width: 1, queueLimit: 0 });
    const [job] = jobs(1);
    const running = pool.run(job?.run ?? settle);
    await expect(pool.run(settle)).rejects.toThrow(HashingOverloaded);
    job?.end();
    await running;
    await pool.run(settle);
  });

  test('bounds that are none are refused', () => {
    for (const width of [0, -1, 1.5, Number.NaN]) {
      expect(() => new HashingPool({ width, queueLimit: 1 })).toThrow(RangeError);
    }
    expect(() => new HashingPool({ width: 1, queueLimit: -1 })).toThrow(RangeError);
  });
});
