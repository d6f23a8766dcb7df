import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { type People, people } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const change = (method: 'PATCH' | 'PUT', json: object, by: 'admin' | 'ada' = 'admin') =>
  on.send(method, `/users/${who.ada.id}`, { token: who[by].accessToken, json });
const patch = (metadata: unknown) => change('PATCH', { metadata });
const all = { full_name: 'Ada King', locale: 'es', metadata: { plan: 'team' } };

describe('PUT', () => {
  it('replaces all that can be changed', async () => {
    await patch({ old: true });
    expect(await change('PUT', all)).toMatchObject({ status: 200, json: all });
    expect(on.user(who.ada.id).metadata).toEqual({ plan: 'team' });
  });

  it.each(['full_name', 'locale', 'metadata'])('needs %s', async (name) => {
    const { [name]: _, ...rest } = { ...all } as Record<string, unknown>;
    expect((await change('PUT', rest)).json.errors).toEqual([{ pointer: `/${name}`, detail: 'is required' }]);
  });

  it('lets its owner send it back as it was read, in any order, and nothing else', async () => {
    await patch({ plan: 'team', seats: { paid: 3, free: 1 } });
    const same = { ...all, metadata: { seats: { free: 1, paid: 3 }, plan: 'team' } };
    expect(await change('PUT', same, 'ada')).toMatchObject({ status: 200, json: { full_name: 'Ada King' } });
    expect(await change('PUT', { ...all, metadata: {} }, 'ada')).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect((await change('PATCH', { metadata: { plan: 'gold' } }, 'ada')).status).toBe(403);
    expect((await on.send('PUT', '/users/me', { token: who.ada.accessToken, json: same })).status).toBe(200);
    expect(on.user(who.ada.id).metadata).toMatchObject({ plan: 'team' });
  });
});

describe('PATCH', () => {
  it('merges (RFC 7396): null removes, objects merge, lists are replaced', async () => {
    await patch({ a: 1, b: { c: [1, 2], d: 'x' }, e: null });
    expect((await patch({ a: null, b: { c: [3] }, f: { g: null, h: true } })).json.metadata).toEqual({
      b: { c: [3], d: 'x' },
      f: { h: true },
    });
  });

  it('cannot grow it beyond its size bit by bit', async () => {
    expect((await patch({ a: 'x'.repeat(8000) })).status).toBe(200);
    const more = await patch({ b: 'x'.repeat(8000) });
    expect(more).toMatchObject({
      status: 422,
      json: { code: 'metadata_too_large', errors: [{ pointer: '/metadata' }] },
    });
  });
});

describe('what cannot be metadata', () => {
  const deep = (levels: number): unknown => (levels === 0 ? {} : { a: deep(levels - 1) });
  const send = (metadata: string) =>
    on.send('PATCH', `/users/${who.ada.id}`, {
      token: who.admin.accessToken,
      body: `{"metadata":${metadata}}`,
      headers: { 'content-type': 'application/json' },
    });

  it.each([
    ['more than 8 KiB', JSON.stringify({ a: 'x'.repeat(8200) })],
    ['more than 8 KiB of two bytes each', JSON.stringify({ a: 'é'.repeat(4100) })],
    ['a prototype', '{"__proto__":{"isAdmin":true}}'],
    ['a prototype further down', '{"a":[{"__proto__":{"isAdmin":true}}]}'],
    ['a constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['NUL in a value', '{"a":"\\u0000"}'],
    ['NUL in a name', '{"a\\u0000":1}'],
    ['half a character', '{"a":"\\ud83d"}'],
    ['a number without end', '{"a":1e999}'],
    ['a great depth', JSON.stringify(deep(20))],
    ['an abyss', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
    ['a list', '[]'],
    ['null', 'null'],
  ])('%s', async (_, metadata) => {
    const { status, json } = await send(metadata);
    expect([status, json.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([422, ['/metadata']]);
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
  });

  it('everything else can', async () => {
    const metadata = {
      'a/b~c': [1.5, -0.25, true, null, '', '👩‍💻'],
      nested: deep(10),
      '': 'empty name',
      toString: 'own',
    };
    expect((await change('PUT', { ...all, metadata })).json.metadata).toEqual(metadata);
  });
});
