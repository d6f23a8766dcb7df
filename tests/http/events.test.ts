import { decodeStructuredEvent } from '@users/events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';
import { type People, people, type SignedIn } from '../support/http-people.ts';
import { relayOf } from '../support/relay-fixture.ts';
import { openStream, type StreamReader } from '../support/stream-reader.ts';

let on: HttpFixture;
let who: People;
let draining: boolean;
const streams: StreamReader[] = [];

beforeEach(async () => {
  draining = false;
  on = await httpFixture({ changed: { draining: () => draining } });
  who = await people(on);
  await publish();
});
afterEach(() => Promise.all(streams.splice(0).map((stream) => stream.close())));

async function publish(): Promise<void> {
  const relay = relayOf(on, 'one', on.memory.eventPublisher);
  while ((await relay.step()) ?? 0);
}

const get = (target: string, person: SignedIn = who.admin, headers = {}) =>
  on.send('GET', target, { token: person.accessToken, headers });
/** Something that happens. */
const rename = () => on.send('PATCH', '/users/me', { token: who.ada.accessToken, json: { full_name: 'Ada King' } });
const path = (href: string) => href.slice(publicUrl.length);

async function stream(target: string, headers: Record<string, string> = {}, person = who.admin): Promise<StreamReader> {
  const opened = await openStream(on.app, target, { authorization: `Bearer ${person.accessToken}`, ...headers });
  streams.push(opened);
  return opened;
}

/** Follows `next` until a page is empty. */
async function readAll(start: string): Promise<{ id: string; sequence: number; subject: string; type: string }[]> {
  const events = [];
  for (let target = start; ; ) {
    const { json } = await get(target);
    events.push(...json._embedded.item);
    if (json._embedded.item.length === 0) return events;
    target = path(json._links.next.href);
  }
}

describe('GET /events', () => {
  it('gives every published event once, in order, page by page', async () => {
    const published = on.memory.eventPublisher.published;
    for (const limit of [1, 4, 200]) {
      const events = await readAll(`/events?limit=${limit}`);
      expect(events.map(({ id }) => id)).toEqual(published.map(({ id }) => id));
    }
  });

  it('gives CloudEvents with the bytes that Kafka got', async () => {
    const published = on.memory.eventPublisher.published;
    const { json } = await get('/events');
    for (const [index, item] of json._embedded.item.entries()) {
      expect(JSON.stringify(item.data)).toBe(JSON.stringify(published[index]?.data));
      const { position, ...event } = published[index] ?? { position: 0n };
      expect(decodeStructuredEvent(item)).toEqual({ kind: 'event', event: { ...event, source: publicUrl } });
    }
  });

  it('keeps the filter in its links, and takes some types or one user', async () => {
    const { json } = await get('/events?types=user.created,user.deleted&limit=1');
    const next = new URL(json._links.next.href);
    expect(next.searchParams.get('types')).toBe('user.created,user.deleted');
    expect(next.searchParams.get('limit')).toBe('1');
    const created = await readAll('/events?types=user.created&limit=1');
    expect(created.length).toBeGreaterThan(1);
    expect(new Set(created.map(({ type }) => type))).toEqual(new Set(['user.created']));
    const own = await readAll(`/events?subject=${who.ada.id}`);
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, index) => index + 1));
  });

  it.each(['limit=0', 'limit=201', 'types=user.exploded', 'types=', 'wait=31', 'subject=me', 'type=user.created'])(
    'refuses %s',
    async (query) => {
      expect((await get(`/events?${query}`)).json).toMatchObject({ status: 422, code: 'validation_failed' });
    },
  );

  it('answers 410 when the cursor is of a log that is gone, with what to do', async () => {
    const { json } = await get('/events?limit=1');
    on.memory.store.stream += 1;
    const answer = await get(path(json._links.next.href));
    expect(answer.json).toMatchObject({ status: 410, code: 'cursor_expired' });
    const page = await on.send('GET', '/problems/cursor_expired');
    expect(page.text).toContain('Start without');
  });

  it('is offered to those who may', async () => {
    const rel = 'users:event-log';
    expect((await get('/')).json._links[rel].href).toBe(`${publicUrl}/events{?after,limit,types,subject,wait}`);
    expect((await get('/', who.ada)).json._links).not.toHaveProperty([rel]);
  });

  it('waits for an event when asked to, and answers as soon as there is one', async () => {
    const end = (await get('/events?limit=200')).json._links.next.href;
    const waiting = get(`${path(end)}&wait=30`);
    await rename();
    await publish();
    expect((await waiting).json._embedded.item.length).toBeGreaterThan(0);
  });

  it('waits no longer once the process stops, or than it was asked to', async () => {
    const end = path((await get('/events?limit=200')).json._links.next.href);
    expect((await get(`${end}&wait=1`)).json._embedded.item).toEqual([]);
    draining = true;
    expect((await get(`${end}&wait=30`)).json._embedded.item).toEqual([]);
  });

  it('ends the wait of whoever may read no more', async () => {
    const end = path((await get('/events?limit=200')).json._links.next.href);
    const waiting = get(`${end}&wait=30`);
    on.alter(who.admin.id, () => ({ roles: ['user'] }));
    on.clock.advance(1);
    expect((await waiting).json.code).toBe('forbidden');
  });
});

describe('the stream of events', () => {
  it('gives what there is, then what comes, with cursors that a reader resumes by', async () => {
    const published = on.memory.eventPublisher.published;
    const first = await stream('/events');
    expect(first.contentType).toBe('text/event-stream');
    const before = await first.take(published.length);
    expect(before.map(({ data }) => data.id)).toEqual(published.map(({ id }) => id));
    expect(before.map(({ event }) => event)).toEqual(published.map(({ type }) => type));
    await rename();
    await publish();
    const [next] = await first.take(1);
    await first.close();
    const resumed = await stream('/events', { 'last-event-id': before.at(-1)?.id ?? '' });
    expect((await resumed.take(1))[0]).toEqual(next);
  });

  it('ends when the process stops', async () => {
    const one = await stream('/events?types=user.deleted');
    draining = true;
    expect(await one.ended()).toBe(true);
  });

  it('ends when the token is good no longer', async () => {
    const one = await stream('/events?types=user.deleted');
    on.alter(who.admin.id, ({ epoch }) => ({ epoch: epoch + 1 }));
    on.clock.advance(1);
    expect(await one.ended()).toBe(true);
  });

  it('refuses by a status, as a page does', async () => {
    const accept = { accept: 'text/event-stream' };
    expect((await get('/events', who.ada, accept)).json.code).toBe('forbidden');
    expect((await get('/events?after=x', who.admin, accept)).json.code).toBe('invalid_cursor');
    expect((await get('/events', who.admin, { ...accept, 'last-event-id': 'x' })).json.code).toBe('invalid_cursor');
  });

  // Without a bound one client with a leak would take every connection and all memory there is.
  it('is served to so many at once, and again to others when some have gone', async () => {
    const open = [];
    for (let count = 0; count < 200; count += 1) open.push(await stream('/events?limit=1'));
    const refused = await get('/events', who.admin, { accept: 'text/event-stream' });
    expect(refused.json).toMatchObject({ status: 503, code: 'too_many_streams' });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await get('/events')).status).toBe(200);
    await open[0]?.close();
    expect((await (await stream('/events')).take(1)).length).toBe(1);
  });
});
