import { expect, it } from 'vitest';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { kafkaAway } from './scenarios/kafka-away.ts';

describeWithOwnServers('Kafka is away for a whole run', () => {
  it('slows no write down and fails none; the backlog goes out in order', { timeout: 300_000 }, async () => {
    const { thereMs, awayMs, backlog, perSecond, failures, complaints } = await kafkaAway({ rounds: 1, seconds: 3 });
    const ratio = awayMs / thereMs;
    console.log(
      `median write ${ratio.toFixed(2)} of that with Kafka; ${backlog} events drained at ${Math.round(perSecond)}/s`,
    );
    expect(failures).toEqual([]);
    expect(complaints).toEqual([]);
    expect(backlog).toBeGreaterThan(0);
    // Far above the noise of a busy machine, far below what waiting for Kafka would cost.
    expect(ratio).toBeLessThan(3);
  });
});
