import { beforeAll, describe, expect, it } from 'vitest';
import { activeAccount } from '../support/accounts.ts';
import { type Answer, type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';
import { ada, type People, people } from '../support/http-people.ts';

const noInstant = 'must be a date and time with a time zone (RFC 3339)';

/** One for all who only read. */
let on: HttpFixture;
let who: People;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
});

const listOf = (where: HttpFixture, admin: { accessToken: string }) => (query: string) =>
  where.send('GET', `/users${query}`, { token: admin.accessToken });
const list = (query: string): Promise<Answer> => listOf(on, who.admin)(query);

describe('the list', () => {
  it('pages by links, in the body and in the header alike, through everyone once', async () => {
    const crowded = await httpFixture();
    const read = listOf(crowded, (await people(crowded)).admin);
    for (const name of ['lin', 'kay', 'joe']) {
      crowded.clock.advance(1);
      await activeAccount(crowded, { ...ada, email: `${name}@example.org` });
    }
    const seen: string[] = [];
    let target: string | undefined = '/users?limit=2&sort=email';
    while (target !== undefined) {
      const page = await read(target.slice(target.indexOf('?')));
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
    ['?q=LOVE', ['ada']],
    ['?q=%20grace@EXAMPLE%20', ['grace']],
    ['?q=example.org&sort=email', ['ada', 'grace', 'root']],
    ['?q=%25%25%25', []],
    ['?q=a_a', []],
    ['?role=admin', ['root']],
    ['?role=user&sort=email', ['ada', 'grace', 'root']],
    ['?role=nobody-has-it', []],
    ['?verified=true&sort=email', ['ada', 'grace', 'root']],
    ['?verified=false', []],
    ['?created_after=2026-03-01T12:00:00Z&sort=email', ['ada', 'grace', 'root']],
    ['?created_after=2026-03-01T12:00:01Z', []],
    ['?created_before=2026-03-01T12:00:00Z', []],
    ['?created_before=2026-03-01T13:00:01%2B01:00&sort=email', ['ada', 'grace', 'root']],
    ['?created_after=0000-01-01T00:00:00Z&created_before=9999-12-31T23:59:59Z&role=admin', ['root']],
    ['?q=org&role=user&verified=true&status=active&created_after=2026-01-01T00:00:00Z&sort=-email&limit=1', ['root']],
  ])('%s', async (query, names) => {
    const { json } = await list(query);
    const emails = json._embedded.item.map(({ email }: { email: string }) => email);
    expect(emails).toEqual(names.map((name) => `${name}@example.org`));
  });

  it('shows the soft-deleted only when asked for', async () => {
    const other = await httpFixture();
    const { admin, grace } = await people(other);
    const read = listOf(other, admin);
    other.alter(grace.id, () => ({ status: 'deleted', deletedAt: other.clock.now() }));
    expect((await read('')).text).not.toContain(grace.email);
    expect((await read('?status=deleted')).json._embedded.item).toMatchObject([{ email: grace.email }]);
  });

  it('counts all pages when asked to, and keeps doing so', async () => {
    expect((await list('')).json).not.toHaveProperty('total');
    const { json } = await list('?include_total=true&limit=1&role=user');
    expect([json.total, json._embedded.item.length]).toEqual([3, 1]);
    const next = await list(json._links.next.href.slice(`${publicUrl}/users`.length));
    expect(next.json.total).toBe(3);
  });

  it('shows each with a link to itself, where the rest is', async () => {
    const { json } = await list('?limit=1');
    const [item] = json._embedded.item;
    expect(Object.keys(item._links)).toEqual(['self']);
    expect((await on.send('GET', item._links.self.href, { token: who.admin.accessToken })).json.id).toBe(item.id);
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
    ['?limit=', '/limit', 'must be a number'],
    ['?limit=0x2', '/limit', 'must be a number'],
    ['?limit=1e1', '/limit', 'must be a number'],
    ['?limit=%201', '/limit', 'must be a number'],
    ['?limit=-1', '/limit', 'must be at least 1'],
    ['?limit=1&limit=2', '/limit', 'must be a number'],
    ['?sort=password', '/sort', 'must be one of created_at, -created_at, email, -email, full_name, -full_name'],
    ['?status=gone', '/status', 'must be one of pending, active, suspended, deleted'],
    ['?cursor=', '/cursor', 'must have at least 1 characters'],
    ['?q=ab', '/q', 'must have at least 3 characters'],
    ['?q=%20ab%20%20', '/q', 'must have at least 3 characters'],
    ['?q=abc%00', '/q', 'must not contain control characters'],
    ['?role=Admin!', '/role', 'must be lower-case letters, digits, - and _, beginning with a letter'],
    ['?verified=yes', '/verified', 'must be one of true, false'],
    ['?include_total=1', '/include_total', 'must be one of true, false'],
    ['?created_after=yesterday', '/created_after', noInstant],
    ['?created_after=2026-03-01', '/created_after', noInstant],
    ['?created_before=2026-03-01T12:00:00', '/created_before', noInstant],
    ['?created_before=2026-02-30T12:00:00Z', '/created_before', noInstant],
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
