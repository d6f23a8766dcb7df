import { randomUUID } from 'node:crypto';
import { DependencyUnavailable, LeaseLost, type StoredEvent } from '@users/application';
import { eventTypes } from '@users/events';
import {
  inspectTopics,
  KafkaEventPublisher,
  type KafkaPublisherSettings,
  prepareTopics,
  topicFaults,
} from '@users/kafka';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type KafkaRecord, readRecords } from '../support/kafka-records.ts';
import { interleaved, userHistory } from '../support/publishable.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('kafka', 'events and topics that Kafka refuses', ({ kafka }) => {
  const client = { brokers: kafka.split(','), clientId: 'tests', timeoutMs: 15_000 };
  const open: KafkaEventPublisher[] = [];
  let admin: Admin;
  let topic: string;

  beforeAll(async () => {
    admin = new Kafka({ brokers: client.brokers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    return () => admin.disconnect();
  });
  beforeEach(() => {
    topic = `test.${randomUUID()}`;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    const ours = (await admin.listTopics()).filter((name) => name.startsWith(topic));
    if (ours.length > 0) await admin.deleteTopics({ topics: ours });
  });

  function publisher(settings: Partial<KafkaPublisherSettings> = {}): KafkaEventPublisher {
    const one = new KafkaEventPublisher({ ...client, source: 'https://users.example.com', topic, ...settings });
    open.push(one);
    return one;
  }

  /** With positions in the order of the list, as in an outbox. */
  const placed = (events: readonly StoredEvent[]): StoredEvent[] =>
    events.map((event, index) => ({ ...event, position: BigInt(index + 1) }));
  const idsOf = (records: readonly KafkaRecord[]) => [...new Set(records.map(({ headers }) => headers.ce_id))];
  const withName = (event: StoredEvent, length: number): StoredEvent =>
    ({ ...event, type: 'user.created', data: { ...event.data, full_name: 'x'.repeat(length) } }) as StoredEvent;

  it('gives back the one event that is too large for a broker; all others of other users are there, in order', async () => {
    const users = Array.from({ length: 6 }, () => userHistory(20));
    const [first = [], ...others] = users;
    const events = placed(interleaved(...users));
    const culprit = events.findIndex(({ id }) => id === first[7]?.id);
    const large = withName(events[culprit] as StoredEvent, 2 * 1024 * 1024);
    events[culprit] = large;

    const refused = await publisher({ partitions: 2 }).publish(events);
    expect(refused).toEqual([{ event: large, reason: expect.stringContaining('MESSAGE_TOO_LARGE') }]);

    const expected = [...first.slice(0, 7), ...others.flat()].map(({ id }) => id);
    const records = await readRecords(kafka, [topic], (seen) => idsOf(seen).length >= expected.length);
    expect(idsOf(records).toSorted()).toEqual(expected.toSorted());
    for (const own of others) {
      const sequences = records.filter(({ key }) => key === own[0]?.subject).map(({ headers }) => headers.ce_sequence);
      expect([...new Set(sequences)]).toEqual(own.map(({ sequence }) => String(sequence)));
    }
  });

  it('finds several users with an event too large for the topic', async () => {
    await admin.createTopics({
      topics: [{ topic, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '20000' }] }],
    });
    const events = placed(userHistoriesOf(30)).map((event, index) =>
      index % 10 === 3 ? withName(event, 30_000) : event,
    );
    const refused = await publisher().publish(events);
    expect(refused.map(({ event }) => event.id).toSorted()).toEqual(
      [events[3], events[13], events[23]].map((event) => event?.id ?? '').toSorted(),
    );
  });

  // One that is read again behind a refused one would come before it.
  it('sends nothing of a user behind its refused event', async () => {
    const [before, large, after] = placed(userHistory(3)) as [StoredEvent, StoredEvent, StoredEvent];
    const other = { ...(userHistory(1)[0] as StoredEvent), position: 4n };
    await publisher().publish([before, withName(large, 2 * 1024 * 1024), after, other]);
    const records = await readRecords(kafka, [topic], (seen) => seen.some(({ key }) => key === other.subject));
    expect(idsOf(records)).toEqual([before.id, other.id]);
  });

  it('waits while the one topic for all is missing, and finds it once it is made', async () => {
    const one = publisher({ create: false });
    await expect(one.publish(placed(userHistory(2)))).rejects.toMatchObject({
      code: 'dependency_unavailable',
      cause: { message: expect.stringContaining('users topic create') },
    });
    await prepareTopics(client, [topic]);
    const events = placed(userHistory(2));
    await until('the topic to be found', async () => (await one.publish(events)).length === 0);
    expect(idsOf(await readRecords(kafka, [topic], (seen) => seen.length >= 2))).toEqual(events.map(({ id }) => id));
  });

  it('asks before each write, and writes no more once it may not', async () => {
    const events = placed(userHistory(800, { nameLength: 2_000 }));
    let asked = 0;
    const permit = () => {
      asked += 1;
      if (asked > 1) throw new LeaseLost();
    };
    await expect(publisher({ partitions: 1 }).publish(events, permit)).rejects.toBeInstanceOf(LeaseLost);
    const [last] = placed(userHistory(1)) as [StoredEvent];
    await publisher().publish([last]);
    const records = await readRecords(kafka, [topic], (seen) => seen.some(({ key }) => key === last.subject));
    expect(asked).toBe(2);
    expect(records.length).toBeGreaterThan(1);
    expect(records.length).toBeLessThan(events.length);
  });

  it('looks at topics without changing anything, and makes them as asked', async () => {
    const shape = { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 };
    expect(await inspectTopics(client, [topic])).toMatchObject({ topics: [], missing: [topic] });
    expect(await admin.listTopics()).not.toContain(topic);

    const { topics, missing } = await prepareTopics({ ...client, ...shape }, [topic]);
    const [made] = topics;
    expect(missing).toEqual([]);
    expect(made).toMatchObject({ partitions: 3, replicas: 1, minInSync: 1 });
    expect(made && topicFaults(made, shape)).toEqual([]);
    expect(made && topicFaults(made, { ...shape, partitions: 6 })).toEqual(['partitions is 3, not 6']);
    await expect(inspectTopics({ ...client, brokers: ['127.0.0.1:1'], timeoutMs: 500 }, eventTypes)).rejects.toThrow(
      DependencyUnavailable,
    );
  });
});

/** One event each of so many users. */
function userHistoriesOf(count: number): StoredEvent[] {
  return Array.from({ length: count }, () => userHistory(1)).flat();
}
