import { DependencyUnavailable } from '@users/application';
import { checkKafka, KafkaEventPublisher } from '@users/kafka';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readRecords } from '../support/kafka-records.ts';
import { userHistory } from '../support/publishable.ts';
import { type LocalKafka, startKafka } from '../support/services/kafka.ts';
import { describeWithOwnServers } from '../support/services/own-servers.ts';
import { until } from '../support/until.ts';

describeWithOwnServers('a Kafka that is killed or frozen', () => {
  let broker: LocalKafka;

  beforeAll(async () => {
    broker = await startKafka();
  });
  afterAll(() => broker?.stop());

  it.each(['killed', 'frozen'] as const)(
    'is %s in the middle, comes back, and has every event in order',
    async (how) => {
      const topic = `test.${how}`;
      const settings = { brokers: [broker.url], clientId: 'tests', timeoutMs: 2_000 };
      const publisher = new KafkaEventPublisher({
        ...settings,
        source: 'https://users.example.com',
        topic,
        partitions: 2,
      });
      try {
        const events = userHistory(40);
        // As the relay does: the oldest batch again and again until it is confirmed, then the next.
        let confirmed = 0;
        const refusals: unknown[] = [];
        const relaying = until(
          'all events to be confirmed',
          async () => {
            const batch = events.slice(confirmed, confirmed + 4);
            await publisher.publish(batch).catch((error: unknown) => {
              refusals.push(error);
              throw error;
            });
            confirmed += batch.length;
            return confirmed === events.length;
          },
          { timeoutMs: 90_000 },
        );
        await until('the first events to be confirmed', () => confirmed > 0);
        if (how === 'killed') await broker.process.kill();
        else broker.process.pause();
        await until('a refusal', () => refusals.length > 0);
        await expect(checkKafka(settings)).rejects.toBeInstanceOf(DependencyUnavailable);
        expect(confirmed).toBeLessThan(events.length);

        if (how === 'killed') await broker.restart();
        else broker.process.resume();
        await relaying;
        for (const refusal of refusals) expect(refusal).toBeInstanceOf(DependencyUnavailable);
        const records = await readRecords(
          broker.url,
          [topic],
          (seen) => seen.at(-1)?.headers.ce_id === events.at(-1)?.id,
        );
        expect([...new Set(records.map(({ headers }) => headers.ce_id))]).toEqual(events.map(({ id }) => id));
        await checkKafka(settings);
      } finally {
        await publisher.close();
      }
    },
  );
});
