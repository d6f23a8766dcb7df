import { expect, it } from 'vitest';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { storm } from './chaos/run/storm.ts';
import { summary } from './chaos/run/summary.ts';

/** The short form; `pnpm test:faults` runs it as long as one likes, and with any seed. */
const short = { minutes: 1, kills: 60, members: 16 };

/** The first sixty faults of its plan are of every kind. */
const usualSeed = 6;

describeWithOwnServers('a storm of kills, freezes and cut links', () => {
  it('loses nothing that was acknowledged, and everything works again by itself', { timeout: 400_000 }, async () => {
    const seed = Number(process.env.FAULTS_SEED ?? usualSeed);
    const result = await storm({ ...short, seed });
    console.log(summary(seed, result));
    expect(result.complaints).toEqual([]);
    expect(result.tally.totals().all).toBeGreaterThan(0);
  });
});
