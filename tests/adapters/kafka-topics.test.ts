import { randomUUID } from 'node:crypto';
import { DependencyUnavailable } from '@users/application';
import { inspectTopics, KafkaEventPublisher } from '@users/kafka';
import { expect, it } from 'vitest';
import { userHistory } from '../support/publishable.ts';
import { freePort } from '../support/services/free-port.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('kafka', 'a look at the topics', ({ kafka }) => {
  const settings = { brokers: kafka.split(','), clientId: 'tests', timeoutMs: 10_000 };

  it('tells what there is and what could be made, and makes nothing', async () => {
    const [made, missing] = [`test.${randomUUID()}`, `test.${randomUUID()}`];
    const source = 'https://users.example.com';
    const publisher = new KafkaEventPublisher({ ...settings, source, topic: made, partitions: 3 });
    const events = userHistory(1);
    await until('an event to be published', () => publisher.publish(events).then(() => true), { timeoutMs: 20_000 });
    await publisher.close();
    for (const _ of ['once', 'again']) {
      expect(await inspectTopics(settings, [made, missing])).toEqual({
        brokers: expect.any(Number),
        topics: [{ name: made, partitions: 3, leaderless: 0, replicas: 1, inSync: 1, minInSync: 1 }],
        missing: [missing],
        createRefusal: null,
      });
    }
  });

  it('tells a name that Kafka would refuse', async () => {
    const { createRefusal } = await inspectTopics(settings, ['no such name!']);
    expect(createRefusal).toMatch(/TOPIC/);
  });

  it('is refused in bounded time when nobody answers', async () => {
    const nobody = { ...settings, brokers: [`127.0.0.1:${await freePort()}`], timeoutMs: 500 };
    await expect(inspectTopics(nobody, ['any'])).rejects.toBeInstanceOf(DependencyUnavailable);
  });
});
