import { expect, it } from 'vitest';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { rollingRestart } from './scenarios/rolling-restart.ts';

describeWithOwnServers('two instances are restarted in turn', () => {
  it('and no request fails', { timeout: 300_000 }, async () => {
    const { requests, failures } = await rollingRestart(3);
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(100);
  });
});
