import { Kafka, logLevel } from 'kafkajs';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { type KafkaRecord, readRecords } from '../support/kafka-records.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import {
  operationsListener,
  runCommand,
  type ServiceProcess,
  startService,
  type Variables,
} from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

/** Redis and Kafka hold what can be lost or made again: both are, with everything in them. */
describeWith(['postgres', 'redis', 'kafka'], 'a part that comes back empty', (services) => {
  let production: Production;
  let variables: Variables;
  let service: ServiceProcess;
  let api: ApiClient;
  let admin: string;

  beforeAll(async () => {
    production = await createProduction(services);
    // A database of its own in Redis: it is emptied.
    const redis = Object.assign(new URL(services.redis), { pathname: '/8' }).href;
    variables = { ...production.variables, ...(await operationsListener()), REDIS_URL: redis };
    service = await startService('start', variables);
    api = new ApiClient(service.url);
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = variables;
    admin = (await api.post('/auth/login', { email, password })).body.access_token;
  });

  afterAll(async () => {
    await service.stop();
    await production.close();
  });

  it('Redis: links in mails are dead, can be asked for again, and nobody is signed out', async () => {
    const person = { email: 'ada@example.com', full_name: 'Ada', password: 'a quiet river at dawn' };
    await api.post('/auth/register', person);
    const first = await production.smtp.waitForMail(person.email);
    const redis = createClient({ url: variables.REDIS_URL ?? '' });
    await redis.connect();
    await redis.flushDb();
    redis.destroy();
    expect((await api.post('/auth/verify-email', { token: tokenIn(first.text) })).status).toBe(410);
    expect((await api.get('/users/me', { token: admin })).status).toBe(200);
    await api.post('/auth/resend-verification', { email: person.email });
    const dead = tokenIn(first.text);
    const second = await production.smtp.waitForMail(person.email, ({ text }) => !(text ?? dead).includes(dead));
    expect((await api.post('/auth/verify-email', { token: tokenIn(second.text) })).status).toBe(200);
  });

  const told = ({ key, headers, value }: KafkaRecord) => ({ key, headers, value });

  it('Kafka: one command publishes everything again, in order, with the same ids and bytes', async () => {
    for (const full_name of ['One', 'Two', 'Three']) {
      expect((await api.call('PATCH', '/users/me', { token: admin, body: { full_name } })).status).toBe(200);
    }
    await until('every event to be published', async () => {
      return /users_outbox_events 0/.test((await new ApiClient(service.operationsUrl).get('/metrics')).text);
    });
    const last = (records: readonly KafkaRecord[]) => records.some(({ value }) => Object(value).full_name === 'Three');
    const before = await readRecords(services.kafka, [production.topic], last);
    expect((await runCommand(['event', 'republish'], { ...variables, KAFKA_BROKERS: '' })).code).not.toBe(0);
    await service.stop();
    const kafka = new Kafka({
      clientId: 'tests',
      brokers: services.kafka.split(','),
      logLevel: logLevel.NOTHING,
    }).admin();
    await kafka.connect();
    await kafka.deleteTopics({ topics: [production.topic] });
    await until('the topic to be gone', async () => !(await kafka.listTopics()).includes(production.topic));
    await kafka.disconnect();
    const { code, output } = await runCommand(['event', 'republish', '--json'], { LOG_LEVEL: 'error', ...variables });
    expect({ code, ...JSON.parse(output) }).toEqual({ code: 0, published: before.length, refused: 0 });
    service = await startService('start', variables);
    api = new ApiClient(service.url);
    expect((await api.call('PATCH', '/users/me', { token: admin, body: { full_name: 'Four' } })).status).toBe(200);
    const after = await readRecords(services.kafka, [production.topic], (records) => {
      return records.some(({ value }) => Object(value).full_name === 'Four');
    });
    // Of one user in order; users share partitions in any order.
    const byUser = (records: readonly KafkaRecord[]) => Map.groupBy(records.map(told), ({ key }) => key);
    for (const [user, events] of byUser(before))
      expect(byUser(after).get(user)?.slice(0, events.length)).toEqual(events);
    expect(after).toHaveLength(before.length + 1);
  });
});
