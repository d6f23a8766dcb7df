import { randomUUID } from 'node:crypto';
import { DependencyUnavailable } from '@users/application';
import { decodeEvent, eventTypes } from '@users/events';
import { checkKafka, KafkaEventPublisher, type KafkaPublisherSettings } from '@users/kafka';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { readMessages, readRecords } from '../support/kafka-records.ts';
import { interleaved, userHistory } from '../support/publishable.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const source = 'https://users.example.com';

describeWith('kafka', 'the publisher of events on Kafka', ({ kafka }) => {
  const lines: { level: string; message: string }[] = [];
  const open: KafkaEventPublisher[] = [];
  let admin: Admin;
  let topic: string;

  function publisher(settings: Partial<KafkaPublisherSettings> = {}): KafkaEventPublisher {
    const one = new KafkaEventPublisher({
      brokers: kafka.split(','),
      clientId: 'tests',
      source,
      topic,
      timeoutMs: 15_000,
      log: (level, message) => lines.push({ level, message }),
      ...settings,
    });
    open.push(one);
    return one;
  }

  async function partitionsOf(name: string): Promise<number | undefined> {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    return topics[0]?.partitions.length;
  }

  beforeAll(async () => {
    admin = new Kafka({ brokers: kafka.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
  });
  afterAll(() => admin.disconnect());

  beforeEach(() => {
    topic = `test.${randomUUID()}`;
    lines.length = 0;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
    // kafkajs would look for a missing one for ten seconds.
    if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
  });

  it('sends each type to its topic, with the user as key, CloudEvents headers and the stored bytes', async () => {
    const events = userHistory(eventTypes.length);
    await publisher({ topic: undefined }).publish(events);
    const isOurs = (key: string | undefined) => key === events[0]?.subject;
    const deliveries = await readMessages(
      kafka,
      eventTypes,
      (all) => all.filter(({ message }) => isOurs(message.key?.toString())).length === events.length,
    );
    const ours = deliveries.filter(({ message }) => isOurs(message.key?.toString()));
    for (const event of events) {
      const found = ours.find((delivery) => delivery.topic === event.type);
      expect(found?.message.value?.toString('utf8')).toBe(JSON.stringify(event.data));
      const { position, ...published } = event;
      expect(found && decodeEvent(found.message)).toEqual({ kind: 'event', event: { ...published, source } });
    }
  });

  it('keeps the order of each user in the one topic, over batches and partitions', async () => {
    const users = Array.from({ length: 8 }, () => userHistory(60));
    const all = interleaved(...users);
    const one = publisher({ partitions: 4 });
    await one.publish(all.slice(0, 200));
    await one.publish(all.slice(200));
    const records = await readRecords(kafka, [topic], (seen) => seen.length === all.length);
    for (const history of users) {
      const own = records.filter(({ key }) => key === history[0]?.subject);
      expect(own.map(({ headers }) => headers.ce_sequence)).toEqual(history.map(({ sequence }) => String(sequence)));
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
    }
    expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1);
  });

  it('lets calls take turns', async () => {
    const events = userHistory(40);
    const one = publisher();
    await Promise.all(events.map((event) => one.publish([event])));
    const records = await readRecords(kafka, [topic], (seen) => seen.length === events.length);
    expect(records.map(({ headers }) => headers.ce_id)).toEqual(events.map(({ id }) => id));
  });

  it('takes a batch that is larger than a broker takes at once', async () => {
    const events = userHistory(1_000, { nameLength: 4_000 });
    await publisher({ partitions: 1 }).publish(events);
    const records = await readRecords(kafka, [topic], (seen) => seen.length === events.length);
    expect(records.map(({ headers }) => headers.ce_id)).toEqual(events.map(({ id }) => id));
  });

  it('gives a repeated event the same id and the same bytes', async () => {
    const events = userHistory(3);
    await publisher().publish(events);
    await publisher().publish(events);
    const [first, second] = await readMessages(kafka, [topic], (seen) => seen.length === 6).then((all) =>
      [all.slice(0, 3), all.slice(3)].map((half) =>
        half.map(({ message: { key, value, headers } }) => ({ key, value, headers })),
      ),
    );
    expect(second).toEqual(first);
  });

  it('creates what is missing in the shape that was asked for, and leaves alone what is there', async () => {
    await publisher({ partitions: 3, replicationFactor: 1 }).publish(userHistory(1));
    expect(await partitionsOf(topic)).toBe(3);
    await publisher({ partitions: 5 }).publish(userHistory(1));
    expect(await partitionsOf(topic)).toBe(3);
    expect(lines.filter(({ message }) => message === 'topics created')).toHaveLength(1);
  });

  it('gets along with others who create the same topic', async () => {
    await Promise.all(Array.from({ length: 6 }, () => publisher({ partitions: 2 }).publish(userHistory(1))));
    expect(await readRecords(kafka, [topic], (seen) => seen.length === 6)).toHaveLength(6);
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('publishes again after the topic was deleted under it', async () => {
    const one = publisher();
    await one.publish(userHistory(1));
    await admin.deleteTopics({ topics: [topic] });
    const [event] = userHistory(1);
    if (event === undefined) throw new Error('no event');
    await until('a topic that takes events again', () => one.publish([event]).then(() => true));
    const records = await readRecords(kafka, [topic], (seen) => seen.some(({ headers }) => headers.ce_id === event.id));
    expect(new Set(records.map(({ headers }) => headers.ce_id))).toEqual(new Set([event.id]));
  });

  it('tells why Kafka refuses the topics', async () => {
    const refused = await publisher({ replicationFactor: 99 })
      .publish(userHistory(1))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DependencyUnavailable);
    expect(refused).toMatchObject({ dependency: 'kafka', cause: { type: 'INVALID_REPLICATION_FACTOR' } });
  });

  it('publishes nothing when there is nothing, and nothing once it was closed', async () => {
    const one = publisher();
    await one.publish([]);
    expect(await admin.listTopics()).not.toContain(topic);
    await one.close();
    await expect(one.publish(userHistory(1))).rejects.toBeInstanceOf(DependencyUnavailable);
  });

  it('closes after what is under way', async () => {
    const one = publisher();
    const publishing = one.publish(userHistory(5));
    await Promise.all([one.close(), expect(publishing).resolves.toEqual([])]);
    expect(await readRecords(kafka, [topic], (seen) => seen.length === 5)).toHaveLength(5);
  });

  it('says nothing that looks like trouble while all is well', async () => {
    const one = publisher();
    await one.publish(userHistory(5));
    await one.close();
    expect(lines.filter(({ level }) => level !== 'debug')).toEqual([{ level: 'info', message: 'topics created' }]);
  });

  it('is ready when a broker answers', async () => {
    await checkKafka({ brokers: kafka.split(','), clientId: 'tests' });
  });

  it('is ready when one of the brokers in the list answers', async () => {
    await checkKafka({ brokers: ['127.0.0.1:1', ...kafka.split(',')], clientId: 'tests', timeoutMs: 15_000 });
  });

  it('is not ready when nobody listens', async () => {
    const asking = checkKafka({ brokers: ['127.0.0.1:1'], clientId: 'tests', timeoutMs: 1_000 });
    await expect(asking).rejects.toBeInstanceOf(DependencyUnavailable);
  });
});
