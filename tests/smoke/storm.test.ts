import { expect, it } from 'vitest';
import { storm } from '../faults/chaos/run/storm.ts';
import { summary } from '../faults/chaos/run/summary.ts';
import { describeWithOwnServers } from '../support/services/own-servers.ts';

/** Half a minute of what the tier `faults` and `pnpm test:faults` do at length: enough to see that they still run. */
const brief = { minutes: 0.4, kills: 20, members: 8 };
const seed = 6;

describeWithOwnServers('half a minute of kills, freezes and cut links', () => {
  it('loses nothing that was acknowledged', { timeout: 240_000 }, async () => {
    const result = await storm({ ...brief, seed });
    expect(result.complaints, summary(seed, result)).toEqual([]);
    expect(result.tally.totals().all).toBeGreaterThan(0);
  });
});
