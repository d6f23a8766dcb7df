import { beforeEach, describe, expect, it } from 'vitest';
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

  it('that is soft-deleted can be read by an administrator, and offers no change but its return or its end', async () => {
    on.alter(who.grace.id, () => ({ status: 'deleted', deletedAt: on.clock.now() }));
    const target = `/users/${who.grace.id}`;
    const { json } = await on.send('GET', target, { token: who.admin.accessToken });
    expect(Object.keys(json._templates).sort()).toEqual(['users:delete', 'users:end-sessions', 'users:restore']);
    expect(Object.keys(json._links)).not.toContain('edit');
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
      { pointer: '/email', detail: expect.stringContaining('a new address has to be confirmed first') },
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
