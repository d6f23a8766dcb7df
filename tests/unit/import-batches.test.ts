import { setImmediate } from 'node:timers/promises';
import { batchesOf, inOrder } from '@users/service/cli/transfer/in-order';
import { Progress } from '@users/service/cli/transfer/progress';
import { describe, expect, it } from 'vitest';
import { allOf } from '../support/all-of.ts';

describe('batches', () => {
  async function* numbers(count: number, failing = false) {
    for (let number = 0; number < count; number += 1) yield number;
    if (failing) throw new Error('the file is broken');
  }

  it('are full but for the last, also when the items fail', async () => {
    expect(await allOf(batchesOf(numbers(5), 2))).toEqual([[0, 1], [2, 3], [4]]);
    const seen: number[][] = [];
    const reading = (async () => {
      for await (const batch of batchesOf(numbers(3, true), 2)) seen.push(batch);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(seen).toEqual([[0, 1], [2]]);
  });

  it('are worked on at once, as many as told, and told in their order', async () => {
    let running = 0;
    let most = 0;
    const work = async (number: number) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn <= number % 3; turn += 1) await setImmediate();
      running -= 1;
      return number;
    };
    expect(await allOf(inOrder(numbers(20), 3, work))).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(most).toBe(3);
  });

  it.each([true, false])('that were begun are told before a failure is (of the items: %s)', async (ofItems) => {
    const told: number[] = [];
    const work = async (number: number) => {
      await Promise.resolve();
      if (!ofItems && number === 2) throw new Error('the store is away');
      return number;
    };
    const reading = (async () => {
      for await (const result of inOrder(numbers(ofItems ? 4 : 100, ofItems), 3, work)) told.push(result);
    })();
    await expect(reading).rejects.toThrow(ofItems ? 'broken' : 'away');
    expect(told).toEqual(ofItems ? [0, 1, 2, 3] : [0, 1, 3, 4]);
  });
});

describe('progress', () => {
  function screen(isTTY: boolean) {
    const written: string[] = [];
    let time = 0;
    const progress = new Progress({ isTTY, columns: 200, write: (text) => written.push(text) }, () => time);
    return { written, progress, at: (ms: number) => (time = ms) };
  }

  it('is one line that is drawn over itself on a terminal', () => {
    const { written, progress, at } = screen(true);
    at(2000);
    progress.update({ rows: 5000, share: 0.5, detail: 'created 4,999' });
    at(2100);
    progress.update({ rows: 5100, share: 0.51, detail: '' });
    progress.clear();
    expect(written).toEqual([
      '\r\u001b[2K[############............] 50%  2 s left  5,000 rows, 2,500/s  created 4,999',
      '\r\u001b[2K',
    ]);
  });

  it('is a line now and then elsewhere', () => {
    const { written, progress, at } = screen(false);
    for (const ms of [500, 9000, 10_000, 12_000, 21_000]) {
      at(ms);
      progress.update({ rows: ms, share: null, detail: '' });
    }
    progress.clear();
    expect(written).toEqual(['10,000 rows, 1,000/s\n', '21,000 rows, 1,000/s\n']);
  });
});
