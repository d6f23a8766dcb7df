import { DependencyUnavailable, type StoredEvent } from '@users/application';
import { eventTypes } from '@users/events';
import {
  checkKafka,
  inspectTopics,
  KafkaEventPublisher,
  type KafkaPublisherSettings,
  prepareTopics,
} from '@users/kafka';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readRecords } from '../support/kafka-records.ts';
import { userHistory } from '../support/publishable.ts';
import { type LocalKafka, startKafka } from '../support/services/kafka.ts';
import { kafkaUser } from '../support/services/kafka-secured.ts';
import { describeWithOwnServers } from '../support/services/own-servers.ts';

const source = 'https://users.example.com';

// A broker of its own: with a listener over TLS, users, and topics that nobody else needs.
describeWithOwnServers('a Kafka that asks who comes', () => {
  const open: KafkaEventPublisher[] = [];
  let broker: LocalKafka;

  beforeAll(async () => {
    broker = await startKafka({ secured: true });
  });
  afterAll(() => broker?.stop());
  afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

  const client = () => ({
    brokers: [`127.0.0.1:${broker.secured?.port}`],
    clientId: 'tests',
    timeoutMs: 10_000,
    tls: { ca: broker.secured?.ca },
    sasl: { mechanism: 'plain', ...kafkaUser } as const,
  });

  function publisher(settings: Partial<KafkaPublisherSettings>): KafkaEventPublisher {
    const one = new KafkaEventPublisher({ ...client(), source, ...settings });
    open.push(one);
    return one;
  }

  const placed = (events: readonly StoredEvent[]) =>
    events.map((event, index) => ({ ...event, position: BigInt(index) }));

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('lets us in by SASL %s over TLS', async (mechanism) => {
    const topic = `test.${mechanism}`;
    const sasl = { mechanism, ...kafkaUser };
    const events = userHistory(5);
    expect(await publisher({ sasl, topic }).publish(events)).toEqual([]);
    const records = await readRecords(broker.url, [topic], (seen) => seen.length === events.length);
    expect(records.map(({ headers }) => headers.ce_id)).toEqual(events.map(({ id }) => id));
    await checkKafka({ ...client(), sasl });
  });

  it.each([
    ['a wrong password', () => ({ sasl: { ...client().sasl, password: 'not-it' } })],
    [
      'a wrong password for SCRAM',
      () => ({ sasl: { ...kafkaUser, mechanism: 'scram-sha-256', password: 'no' } as const }),
    ],
    ['no log-in', () => ({ sasl: undefined })],
    ['no TLS', () => ({ tls: undefined })],
    // A broker whose certificate nobody vouches for may be anybody: the password must not be sent to it.
    ['an authority that did not sign', () => ({ tls: {} })],
  ])('counts as away with %s', async (_, changed) => {
    const settings = { ...client(), timeoutMs: 3_000, ...changed() };
    await expect(checkKafka(settings)).rejects.toBeInstanceOf(DependencyUnavailable);
    const refused = publisher({ ...settings, topic: 'test.refused' }).publish(userHistory(1));
    await expect(refused).rejects.toBeInstanceOf(DependencyUnavailable);
  });

  describe('with a topic for each type, one of which is bad', () => {
    const [first, ...others] = eventTypes;

    it('refuses events of the one that is missing, for their users alone, and finds it once it is made', async () => {
      await prepareTopics({ ...client(), partitions: 1 }, others);
      const one = publisher({ create: false });
      const [hit, spared] = [userHistory(5), userHistory(5).slice(1)];
      const events = placed([...spared, ...hit]);
      const refused = await one.publish(events);
      expect(refused).toEqual([{ event: events[4], reason: expect.stringContaining('does not exist') }]);
      expect((await inspectTopics(client(), eventTypes)).missing).toEqual([first]);

      await prepareTopics({ ...client(), partitions: 1 }, eventTypes);
      expect(await one.publish(events.slice(4))).toEqual([]);
      const records = await readRecords(broker.url, eventTypes, (seen) => seen.length >= events.length);
      expect(new Set(records.map(({ headers }) => headers.ce_id))).toEqual(new Set(events.map(({ id }) => id)));
    });

    it('refuses events of the one that we may not write to, for their users alone', async () => {
      await prepareTopics({ ...client(), partitions: 1 }, eventTypes);
      const admin = new Kafka({ brokers: [broker.url], logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      const denied = {
        ...{ resourceType: AclResourceTypes.TOPIC, resourceName: 'user.deleted' },
        resourcePatternType: ResourcePatternTypes.LITERAL,
        ...{ principal: `User:${kafkaUser.username}`, host: '*', operation: AclOperationTypes.WRITE },
        permissionType: AclPermissionTypes.DENY,
      };
      await admin.createAcls({ acl: [denied] });
      try {
        const [gone, stays] = [userHistory(5), userHistory(2)];
        const refused = await publisher({}).publish(placed([...gone, ...stays]));
        expect(refused).toMatchObject([
          { event: { id: gone[2]?.id }, reason: expect.stringContaining('TOPIC_AUTHORIZATION_FAILED') },
        ]);
      } finally {
        await admin.deleteAcls({ filters: [denied] });
        await admin.disconnect();
      }
    });
  });
});
