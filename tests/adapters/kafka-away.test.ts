import { randomUUID } from 'node:crypto';
import { DependencyUnavailable } from '@users/application';
import { checkKafka, KafkaEventPublisher } from '@users/kafka';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type KafkaProxy, type ProxyMode, startKafkaProxy } from '../support/kafka-proxy.ts';
import { type KafkaRecord, readRecords } from '../support/kafka-records.ts';
import { userHistory } from '../support/publishable.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('kafka', 'the publisher while Kafka is away', ({ kafka }) => {
  const lines: { level: string; message: string }[] = [];
  let proxy: KafkaProxy;
  let publisher: KafkaEventPublisher;
  let topic: string;

  beforeEach(async () => {
    lines.length = 0;
    topic = `test.${randomUUID()}`;
    proxy = await startKafkaProxy(kafka);
    publisher = new KafkaEventPublisher({
      ...settings(),
      source: 'https://users.example.com',
      topic,
      partitions: 1,
      log: (level, message) => lines.push({ level, message }),
    });
  });
  afterEach(async () => {
    await publisher.close();
    await proxy.close();
  });

  // Short, since most of these tests wait for it to pass; what has to succeed is tried until it does.
  const settings = () => ({ brokers: proxy.brokers, clientId: 'tests', timeoutMs: 1_000 });
  const published = (events: ReturnType<typeof userHistory>) =>
    until('events to be published', () => publisher.publish(events).then(() => true), { timeoutMs: 20_000 });
  const ready = () => until('a Kafka that is ready', () => checkKafka(settings()).then(() => true));
  const idsOf = (records: readonly KafkaRecord[]) => records.map(({ headers }) => headers.ce_id);

  it.each<ProxyMode>(['cut', 'frozen', 'mute'])('refuses in bounded time and recovers by itself: %s', async (mode) => {
    const [first, ...rest] = userHistory(4);
    if (first === undefined) throw new Error('no events');
    await published([first]);
    proxy.set(mode);
    for (const _ of ['once', 'again']) {
      const refusal = await publisher.publish(rest).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(DependencyUnavailable);
      expect(refusal).toMatchObject({ dependency: 'kafka' });
    }
    proxy.set('open');
    await published(rest);
    const records = await readRecords(kafka, [topic], (seen) => seen.at(-1)?.headers.ce_id === rest.at(-1)?.id);
    expect([...new Set(idsOf(records))]).toEqual([first, ...rest].map(({ id }) => id));
  });

  it.each<ProxyMode>(['cut', 'frozen', 'mute'])('waits for a Kafka that is away from the start: %s', async (mode) => {
    proxy.set(mode);
    const events = userHistory(2);
    await expect(publisher.publish(events)).rejects.toBeInstanceOf(DependencyUnavailable);
    proxy.set('open');
    await published(events);
    const records = await readRecords(kafka, [topic], (seen) => seen.length >= 2);
    expect([...new Set(idsOf(records))]).toEqual(events.map(({ id }) => id));
  });

  it('publishes again, under the same ids and in order, what arrived without its confirmation', async () => {
    const [first, ...rest] = userHistory(6);
    if (first === undefined) throw new Error('no events');
    await published([first]);
    proxy.set('mute');
    await expect(publisher.publish(rest)).rejects.toBeInstanceOf(DependencyUnavailable);
    // It is there, though nobody was told.
    await readRecords(kafka, [topic], (seen) => seen.length >= 6);
    proxy.set('open');
    await published(rest);
    const last = (seen: readonly KafkaRecord[]) => idsOf(seen).filter((id) => id === rest.at(-1)?.id);
    const all = await readRecords(kafka, [topic], (seen) => last(seen).length >= 2);
    expect([...new Set(idsOf(all))]).toEqual([first, ...rest].map(({ id }) => id));
  });

  it('writes nothing more of what it has given up', async () => {
    await published(userHistory(1));
    proxy.set('cut');
    const given = userHistory(3);
    await expect(publisher.publish(given)).rejects.toBeInstanceOf(DependencyUnavailable);
    proxy.set('open');
    const next = userHistory(1);
    await published(next);
    await until('one connection at most for producing', () => proxy.connections() <= proxy.brokers.length);
    const records = await readRecords(kafka, [topic], (seen) => seen.at(-1)?.key === next[0]?.subject);
    expect(records.filter(({ key }) => key === given[0]?.subject)).toEqual([]);
  });

  it('leaves no connection behind when it gives up', async () => {
    await published(userHistory(1));
    proxy.set('frozen');
    await expect(publisher.publish(userHistory(1))).rejects.toBeInstanceOf(DependencyUnavailable);
    // A proxy that reads nothing cannot see that its client is gone.
    proxy.set('open');
    await until('all connections to be closed', () => proxy.connections() === 0);
  });

  it('closes what a call under way is just opening', async () => {
    const publishing = publisher.publish(userHistory(1)).catch(() => {});
    await publisher.close();
    await publishing;
    await until('all connections to be closed', () => proxy.connections() === 0);
  });

  it('closes while Kafka does not answer', async () => {
    await published(userHistory(1));
    proxy.set('frozen');
    await publisher.close();
    proxy.set('open');
    await until('all connections to be closed', () => proxy.connections() === 0);
  });

  it('leaves the telling to its caller: what kafkajs retries is not trouble yet', async () => {
    await published(userHistory(1));
    for (const mode of ['cut', 'frozen'] as const) {
      proxy.set(mode);
      await expect(publisher.publish(userHistory(1))).rejects.toBeInstanceOf(DependencyUnavailable);
    }
    await proxy.close();
    await expect(publisher.publish(userHistory(1))).rejects.toBeInstanceOf(DependencyUnavailable);
    expect(lines).toContainEqual({ level: 'debug', message: expect.stringContaining('ECONNREFUSED') });
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it.each<ProxyMode>(['cut', 'frozen', 'mute'])('is not ready meanwhile: %s', async (mode) => {
    await ready();
    proxy.set(mode);
    await expect(checkKafka(settings())).rejects.toBeInstanceOf(DependencyUnavailable);
    proxy.set('open');
    await ready();
    await until('all connections to be closed', () => proxy.connections() === 0);
  });
});
