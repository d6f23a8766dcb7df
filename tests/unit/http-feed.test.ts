import { FeedRefused, HttpFeed } from '@users/events';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';
import { type People, people } from '../support/http-people.ts';
import { relayOf } from '../support/relay-fixture.ts';

/** The package that consumers use, against the API as it is. */
describe('the feed as consumers read it', () => {
  let on: HttpFixture;
  let who: People;
  let asked: string[];

  beforeEach(async () => {
    on = await httpFixture();
    who = await people(on);
    const relay = relayOf(on, 'one', on.memory.eventPublisher);
    while ((await relay.step()) ?? 0);
    asked = [];
  });

  function feed(token = who.admin.accessToken, url = publicUrl): HttpFeed {
    const ask = async (input: string | URL | Request, init?: RequestInit) => {
      asked.push(String(input));
      return on.app.request(String(input).slice(publicUrl.length), init);
    };
    return new HttpFeed({ url, accessToken: async () => token, fetch: ask });
  }

  it('reads everything, page after page, as Kafka has it', async () => {
    const published = on.memory.eventPublisher.published;
    const first = await feed().read();
    expect(first.invalid).toEqual([]);
    expect(first.events.map(({ id }) => id)).toEqual(published.map(({ id }) => id));
    expect((await feed().read({}, first.next)).events).toEqual([]);
    const created = await feed().read({ types: ['user.created'] });
    expect(new Set(created.events.map(({ type }) => type))).toEqual(new Set(['user.created']));
  });

  it('reads the whole history of one user', async () => {
    const history = await feed().ofUser(who.ada.id);
    expect(history.map(({ sequence }) => sequence)).toEqual(history.map((_, index) => index + 1));
    expect(new Set(history.map(({ subject }) => subject))).toEqual(new Set([who.ada.id]));
  });

  it('tells what the service refuses with', async () => {
    await expect(feed(who.ada.accessToken).read()).rejects.toMatchObject({ status: 403, code: 'forbidden' });
    const { next } = await feed().read();
    on.memory.store.stream += 1;
    const gone = feed().read({}, next);
    await expect(gone).rejects.toBeInstanceOf(FeedRefused);
    await expect(gone).rejects.toMatchObject({ status: 410, code: 'cursor_expired' });
  });

  // A link is data: one that leads elsewhere must not carry the access token there.
  it('sends its token to the service alone', async () => {
    const { next } = await feed().read();
    await feed().read({}, next.replace(publicUrl, 'https://evil.example.net'));
    expect(asked.every((address) => address.startsWith(`${publicUrl}/events?`))).toBe(true);
  });
});
