import { createHash } from 'node:crypto';
import { decodeEvent, HttpFeed, Inbox, MemoryInboxStorage, OrderedInbox, type ReceivedEvent } from '@users/events';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, ApiClient } from '../support/api-client.ts';
import { copyDatabase, type TestDatabase } from '../support/database.ts';
import { type KafkaRecord, readMessages, readRecords } from '../support/kafka-records.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { runCommand, type ServiceProcess, startService, type Variables } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const ada = { email: 'ada@example.com', full_name: 'Ada Lovelace' };
const password = 'a quiet river at dawn';

const newClient = (url: string) => createClient({ url });

/**
 * The backup is older than what Kafka, Redis and people hold. What they hold must open nothing, and what comes
 * afterwards must not be taken for something old.
 */
describeWith(['postgres', 'redis', 'kafka'], 'a restore from a backup', (services) => {
  let production: Production;
  let backup: TestDatabase;
  let variables: Variables;
  let service: ServiceProcess;
  let api: ApiClient;
  let id: string;
  /** Of the events after the restore. */
  let stream: number;
  /** Handed out before the restore. */
  const old = {
    tokens: [] as { access_token: string; refresh_token: string }[],
    invitation: '',
    reset: '',
    /** The reset link as it lies in Redis. */
    stored: { key: '', value: '' },
    /** Places in the feed: one that the backup has reached too, and the end. */
    places: [] as string[],
  };

  const login = (email = ada.email, word = password): Promise<Answer> =>
    api.post('/auth/login', { email, password: word });
  const admin = async (): Promise<string> => {
    const { ADMIN_EMAIL = '', ADMIN_PASSWORD = '' } = production.variables;
    return (await login(ADMIN_EMAIL, ADMIN_PASSWORD)).body.access_token;
  };
  const openFeed = async (): Promise<HttpFeed> => {
    const accessToken = await admin();
    return new HttpFeed({ url: service.url, accessToken: () => accessToken });
  };
  /** Reads the feed from its beginning until an event tells of this name. */
  const readFeed = async (feed: HttpFeed, name: string) => {
    const events: ReceivedEvent[] = [];
    const places: string[] = [];
    await until(`${name} in the feed`, async () => {
      const page = await feed.read({ wait: 1 }, places.at(-1));
      events.push(...page.events);
      places.push(page.next);
      return events.some(({ data }) => 'full_name' in data && data.full_name === name);
    });
    return { events, places };
  };
  const start = async (): Promise<void> => {
    service = await startService('start', variables);
    api = new ApiClient(service.url);
  };
  const rename = async (full_name: string): Promise<Answer> =>
    api.call('PATCH', '/users/me', { token: (await login()).body.access_token, body: { full_name } });
  const withRedis = async <T>(work: (redis: ReturnType<typeof newClient>) => Promise<T>): Promise<T> => {
    const redis = newClient(variables.REDIS_URL ?? '');
    await redis.connect();
    return work(redis).finally(() => redis.destroy());
  };
  const published = (enough: (own: readonly KafkaRecord[]) => boolean) =>
    readRecords(services.kafka, [production.topic], (seen) => enough(seen.filter(({ key }) => key === id)));
  const named = (name: string) => (record: KafkaRecord) => Object(record.value).full_name === name;

  beforeAll(async () => {
    production = await createProduction(services);
    // A database of its own in Redis: `users restored` clears it.
    variables = { ...production.variables, REDIS_URL: Object.assign(new URL(services.redis), { pathname: '/7' }).href };
    await start();
    const invited = await api.post('/users', ada, { token: await admin() });
    id = invited.body.id;
    const mail = await production.smtp.waitForMail(ada.email, ({ text }) => /accept-invitation/.test(text ?? ''));
    old.invitation = tokenIn(mail.text);
    await api.post('/auth/accept-invitation', { token: old.invitation, password });
    old.tokens.push((await login()).body);
    await service.stop();
    backup = await copyDatabase(production.databaseUrl);
    await start();
  });

  afterAll(async () => {
    await service.stop();
    await backup.close();
    await production.close();
  });

  it('goes back over a session, a link and several events', async () => {
    old.tokens.push((await login()).body);
    for (const name of ['First', 'Second', 'Third']) expect((await rename(name)).status).toBe(200);
    await api.post('/auth/request-password-reset', { email: ada.email });
    const mail = await production.smtp.waitForMail(ada.email, ({ text }) => /reset-password/.test(text ?? ''));
    old.reset = tokenIn(mail.text);
    const digest = createHash('sha256').update(old.reset).digest('base64url');
    const key = `users:token:password_reset:${digest}`;
    old.stored = { key, value: (await withRedis((redis) => redis.get(key))) ?? '' };
    expect(old.stored.value).toContain(id);
    await published((own) => own.some(named('Third')));
    const { places } = await readFeed(await openFeed(), 'Third');
    const first = await api.get('/events?limit=1', { token: await admin() });
    old.places = [first.body._links.next.href, places.at(-1) ?? ''];
    await service.stop();
    variables = { ...variables, DATABASE_URL: backup.url };
  });

  it('is declared by one command, which asks first', async () => {
    expect((await runCommand(['restored'], variables)).code).toBe(2);
    const { code, output } = await runCommand(['restored', '--yes', '--json'], variables);
    expect([code, output]).toEqual([0, expect.stringContaining('"stream"')]);
    stream = Number(/"stream":\s*(\d+)/.exec(output)?.[1]);
    await start();
  });

  it('leaves no session, token or link of before', async () => {
    for (const { access_token: token, refresh_token } of old.tokens) {
      expect((await api.get('/users/me', { token })).status).toBe(401);
      expect((await api.post('/auth/refresh', { refresh_token })).status).toBe(401);
    }
    const next = { password: 'somebody else chooses this' };
    expect((await api.post('/auth/reset-password', { token: old.reset, ...next })).status).toBe(410);
    expect((await api.post('/auth/accept-invitation', { token: old.invitation, ...next })).status).toBe(410);
    expect((await login()).status).toBe(200);
  });

  // A store that came back from an old copy must not revive a link either: epochs have moved past all that were handed out.
  it('refuses a link that comes back with Redis', async () => {
    await withRedis((redis) => redis.set(old.stored.key, old.stored.value));
    const reset = { token: old.reset, password: 'somebody else chooses this' };
    expect((await api.post('/auth/reset-password', reset)).status).toBe(410);
  });

  it('tells consumers: the same sequence in a higher stream is news', async () => {
    expect((await rename('Reborn')).status).toBe(200);
    const own = (await published((seen) => seen.some(named('Reborn')))).filter(({ key }) => key === id);
    const inbox = new Inbox(new MemoryInboxStorage());
    let copy = '';
    for (const { headers, value } of own) {
      const event = {
        ...{ id: headers.ce_id, source: headers.ce_source, type: headers.ce_type, subject: headers.ce_subject },
        ...{ sequence: Number(headers.ce_sequence), stream: Number(headers.ce_stream), data: value },
      } as ReceivedEvent;
      await inbox.handle(event, async ({ outdated }) => {
        if (!outdated && 'full_name' in event.data && /^user\.(created|updated)$/.test(event.type)) {
          copy = event.data.full_name;
        }
      });
    }
    expect(copy).toBe('Reborn');
    const sequences = own.map(({ headers }) => Number(headers.ce_sequence));
    expect(sequences.at(-1)).toBeLessThanOrEqual(Math.max(...sequences.slice(0, -1)));
  });

  // The log of the backup has given the same positions to other events since: going on there would skip them unseen.
  it('tells a reader of the feed that its place is gone, and gives it everything anew', async () => {
    const feed = await openFeed();
    const token = await admin();
    for (const place of old.places) {
      await expect(feed.read({}, place)).rejects.toMatchObject({ status: 410, code: 'cursor_expired' });
      const followed = { accept: 'text/event-stream', 'last-event-id': new URL(place).searchParams.get('after') ?? '' };
      const { status, body } = await api.get('/events', { token, headers: followed });
      expect([status, body.code, body.detail]).toEqual([
        410,
        'cursor_expired',
        expect.stringContaining('Start without it'),
      ]);
    }
    const { events, places } = await readFeed(feed, 'Reborn');
    const numbers = new Set(events.map((event) => `${event.stream} ${event.subject} ${event.sequence}`));
    expect(numbers.size).toBe(events.length);
    expect(events.at(0)?.stream).toBe(1);
    expect(events.at(-1)?.stream).toBe(stream);
    // It goes on from there, and the users can be read beside it.
    expect(await feed.read({}, places.at(-1))).toMatchObject({ invalid: [] });
    expect((await api.get('/users', { token })).status).toBe(200);
  });

  it('takes no event for an old one that happened after it: a consumer in order, from the beginning of Kafka', async () => {
    const deliveries = await readMessages(services.kafka, [production.topic], (seen) =>
      seen.some(({ message }) => message.value?.includes('Reborn')),
    );
    const events = deliveries.flatMap(({ message }) => {
      const decoded = decodeEvent(message);
      return decoded.kind === 'event' ? [decoded.event] : [];
    });
    expect(events).toHaveLength(deliveries.length);
    const inbox = new OrderedInbox({ storage: new MemoryInboxStorage(), history: await openFeed() });
    const handled: ReceivedEvent[] = [];
    const handle = (event: ReceivedEvent) => inbox.handle(event, async (delivery) => void handled.push(delivery.event));
    for (const event of events) {
      // `FeedBehind` meanwhile: Kafka is told first, then the feed.
      await until('the event to be handled', async () => (await handle(event)) >= 0);
    }
    const after = ({ stream: its }: ReceivedEvent) => its === stream;
    expect(handled.filter(after).map(({ id }) => id)).toEqual(events.filter(after).map(({ id }) => id));
    expect(events.filter(after).length).toBeGreaterThan(0);
    // What comes late from before is of a history that was undone.
    const undone = events.filter((event) => !after(event) && event.subject === id);
    expect(await Promise.all(undone.map(handle))).toEqual(undone.map(() => 0));
  });
});
