import { beforeEach, describe, expect, it } from 'vitest';
import { activeAccount } from '../support/accounts.ts';
import { type HttpFixture, httpFixture, type Outgoing, publicUrl } from '../support/http-fixture.ts';
import { ada, type People, people } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

describe('a user', () => {
  it('is shown with every field', async () => {
    const { status, json } = await on.send('GET', '/users/me', { token: who.ada.accessToken });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: who.ada.id,
      email: 'ada@example.org',
      full_name: 'Ada Lovelace',
      locale: 'en',
      metadata: {},
      status: 'active',
      roles: ['user'],
      email_verified: true,
      email_verified_at: '2026-03-01T12:00:00.000Z',
      last_login_at: '2026-03-01T12:00:00.000Z',
      created_at: '2026-03-01T12:00:00.000Z',
      updated_at: '2026-03-01T12:00:00.000Z',
      version: 2,
    });
    expect(json).not.toHaveProperty('password_hash');
  });

  it('is the same by its id, in capitals too', async () => {
    const me = await on.send('GET', '/users/me', { token: who.ada.accessToken });
    for (const id of [who.ada.id, who.ada.id.toUpperCase()]) {
      expect((await on.send('GET', `/users/${id}`, { token: who.ada.accessToken })).text).toBe(me.text);
    }
  });

  it('has no address in it that is not ours', async () => {
    const { json } = await on.send('GET', '/users/me', { token: who.ada.accessToken });
    expect(json._links.self.href).toBe(`${publicUrl}/users/${who.ada.id}`);
  });

  it('that is soft-deleted can be read by an administrator, and offers no change', async () => {
    on.alter(who.grace.id, () => ({ status: 'deleted', deletedAt: on.clock.now() }));
    const target = `/users/${who.grace.id}`;
    const { json } = await on.send('GET', target, { token: who.admin.accessToken });
    expect(Object.keys(json._links)).toEqual(['self']);
    const changed = await on.send('PATCH', target, { token: who.admin.accessToken, json: { locale: 'en' } });
    expect(changed).toMatchObject({ status: 409, json: { code: 'wrong_state' } });
  });
});

describe('a change', () => {
  const patch = (json: unknown, more: Outgoing = {}) =>
    on.send('PATCH', '/users/me', { token: who.ada.accessToken, json, ...more });
  const ifMatch = (value: string) => patch({ locale: 'es' }, { headers: { 'if-match': value } });

  it('changes what is named and nothing else, and shows the result with its ETag', async () => {
    const answer = await patch({ full_name: ' Ada King ' });
    expect(answer).toMatchObject({ status: 200, json: { full_name: 'Ada King', locale: 'en', version: 3 } });
    expect(answer.headers.get('etag')).toBe('"3"');
  });

  it('of nothing changes nothing', async () => {
    expect((await patch({})).json.version).toBe(2);
    expect((await patch({ locale: 'en' })).json.version).toBe(2);
  });

  it.each(['application/json', 'application/merge-patch+json', 'application/json; charset=utf-8'])(
    'is read from %s',
    async (type) => {
      const body = JSON.stringify({ locale: 'es-MX' });
      const answer = await patch(undefined, { body, headers: { 'content-type': type } });
      expect(answer).toMatchObject({ status: 200, json: { locale: 'es-MX' } });
    },
  );

  it('of the address is refused, and says where that is done', async () => {
    const { status, json } = await patch({ email: 'other@example.org', id: who.grace.id, nonsense: 1 });
    expect(status).toBe(422);
    expect(json.errors).toEqual([
      { pointer: '/email', detail: 'cannot be changed here: a new address has to be confirmed first' },
      { pointer: '/id', detail: 'cannot be changed here' },
      { pointer: '/nonsense', detail: 'is not a field of this request' },
    ]);
  });

  it.each(['"2"', '*', '"1", "2"', 'W/"2", "2"', ' "2" ', '"x", "2"'])('is made under If-Match %s', async (value) => {
    expect(await ifMatch(value)).toMatchObject({ status: 200, json: { locale: 'es' } });
  });

  it.each(['"1"', '"3"', 'W/"2"', '"1", W/"2"', '"two"', '""', '"02"'])(
    'is not made under If-Match %s',
    async (value) => {
      expect(await ifMatch(value)).toMatchObject({ status: 412, json: { code: 'version_mismatch' } });
      expect(on.user(who.ada.id).locale).toBe('en');
    },
  );

  it.each(['2', '"2', 'abc', '"1" "2"', '*, "2"', ',', 'w/"2"'])(
    'under If-Match %s is not understood',
    async (value) => {
      expect(await ifMatch(value)).toMatchObject({ status: 400, json: { code: 'malformed_if_match' } });
    },
  );

  it('by two who read the same version is made once', async () => {
    const answers = await Promise.all(
      ['es', 'fr', 'de'].map((locale) => patch({ locale }, { headers: { 'if-match': '"2"' } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  it('does not move the ETag by a log-in', async () => {
    on.clock.advance(60);
    await on.send('POST', '/auth/login', { json: { email: ada.email, password: ada.password } });
    const { headers, json } = await on.send('GET', '/users/me', { token: who.ada.accessToken });
    expect(json.last_login_at).toBe('2026-03-01T12:01:00.000Z');
    expect(headers.get('etag')).toBe('"2"');
  });
});

describe('the list', () => {
  const list = (query: string) => on.send('GET', `/users${query}`, { token: who.admin.accessToken });

  it('pages by links, in the body and in the header alike, through everyone once', async () => {
    for (const name of ['lin', 'kay', 'joe']) {
      on.clock.advance(1);
      await activeAccount(on, { ...ada, email: `${name}@example.org` });
    }
    const seen: string[] = [];
    let target: string | undefined = '/users?limit=2&sort=email';
    while (target !== undefined) {
      const page = await list(target.slice(target.indexOf('?')));
      expect(page.json._embedded.item.length).toBeLessThanOrEqual(2);
      seen.push(...page.json._embedded.item.map(({ email }: { email: string }) => email));
      target = page.json._links.next?.href;
      const next = /<([^>]*)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
      expect(next).toBe(target);
      expect(page.headers.get('link')).toContain(`<${publicUrl}/users?limit=2&sort=email>; rel="first"`);
    }
    expect(seen).toEqual(['ada', 'grace', 'joe', 'kay', 'lin', 'root'].map((name) => `${name}@example.org`));
  });

  it.each([
    ['', ['grace', 'ada', 'root']],
    ['?sort=created_at', ['root', 'ada', 'grace']],
    ['?sort=-email', ['root', 'grace', 'ada']],
    ['?sort=full_name', ['ada', 'grace', 'root']],
    ['?sort=-full_name', ['root', 'grace', 'ada']],
    ['?status=suspended', []],
    ['?status=active&limit=200&sort=email', ['ada', 'grace', 'root']],
  ])('%s', async (query, names) => {
    const { json } = await list(query);
    const emails = json._embedded.item.map(({ email }: { email: string }) => email);
    expect(emails).toEqual(names.map((name) => `${name}@example.org`));
  });

  it('shows the soft-deleted only when asked for', async () => {
    on.alter(who.grace.id, () => ({ status: 'deleted', deletedAt: on.clock.now() }));
    expect((await list('')).text).not.toContain(who.grace.email);
    expect((await list('?status=deleted')).json._embedded.item).toMatchObject([{ email: who.grace.email }]);
  });

  it('keeps its filter in its links', async () => {
    const { json } = await list('?status=active&limit=1');
    expect(json._links.next.href).toContain('status=active');
    expect(json._links.self.href).toBe(`${publicUrl}/users?limit=1&sort=-created_at&status=active`);
    const { status } = await list(
      `?cursor=${new URL(json._links.next.href).searchParams.get('cursor')}&status=pending`,
    );
    expect(status).toBe(422);
  });

  it.each([
    ['?limit=0', '/limit', 'must be at least 1'],
    ['?limit=201', '/limit', 'must be at most 200'],
    ['?limit=ten', '/limit', 'must be a number'],
    ['?limit=1.5', '/limit', 'must be a whole number'],
    ['?limit=', '/limit', 'must be at least 1'],
    ['?limit=1&limit=2', '/limit', 'must be a number'],
    ['?sort=password', '/sort', 'must be one of created_at, -created_at, email, -email, full_name, -full_name'],
    ['?status=gone', '/status', 'must be one of pending, active, suspended, deleted'],
    ['?cursor=', '/cursor', 'must have at least 1 characters'],
    ['?stauts=active', '/stauts', 'is not a field of this request'],
    ['?__proto__=1', '/__proto__', 'is not a field of this request'],
  ])('%s is refused', async (query, pointer, detail) => {
    const { status, json } = await list(query);
    expect({ status, code: json.code, errors: json.errors }).toEqual({
      status: 422,
      code: 'validation_failed',
      errors: [{ pointer, detail, in: 'query' }],
    });
  });

  it.each(['nonsense', btoa('["users"]'), btoa('[]'), 'x'.repeat(2000)])('a cursor %s is refused', async (cursor) => {
    expect(await list(`?cursor=${cursor}`)).toMatchObject({ status: 422, json: { code: 'invalid_cursor' } });
  });

  it.each(['1', 'ME', 'null', '01980f4e6f1a7c3e9b7a2f0c5d1e8a44', '%00', "' OR 1=1"])(
    'an id %s is refused',
    async (id) => {
      const answer = await on.send('GET', `/users/${id}`, { token: who.admin.accessToken });
      expect(answer.json?.errors).toEqual([{ pointer: '/uuid', detail: 'must be a UUID', in: 'path' }]);
      const change = await on.send('PATCH', `/users/${id}`, { token: who.admin.accessToken, json: {} });
      expect(change.status).toBe(422);
    },
  );
});
