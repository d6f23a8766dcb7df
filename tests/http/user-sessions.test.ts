import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { ada, delegate, type People, people, type SignedIn, signIn } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const list = (person: SignedIn, of: SignedIn) =>
  on.send('GET', `/users/${of.id}/sessions`, { token: person.accessToken });
const end = (person: SignedIn, of: SignedIn, sid = '') =>
  on.send('DELETE', `/users/${of.id}/sessions${sid && `/${sid}`}`, { token: person.accessToken });
const sessionOf = async (person: SignedIn) => {
  const actor = await on.bearer(person.accessToken);
  return actor.kind === 'user' ? actor.sessionId : '';
};
const readMe = async ({ accessToken: token }: SignedIn) => (await on.send('GET', '/users/me', { token })).status;

describe('sessions', () => {
  it('are listed with what their owner needs to know them by, and no secret', async () => {
    on.clock.advance(60);
    const headers = { 'user-agent': 'Firefox' };
    const json = { email: ada.email, password: ada.password };
    await on.send('POST', '/auth/login', { json, headers });
    const answer = await list(who.ada, who.ada);
    expect(answer.json._embedded.item).toMatchObject([
      { device: 'Firefox', current: false, created_at: '2026-03-01T12:01:00.000Z' },
      { network: '203.0.113.0/24', current: true, last_used_at: '2026-03-01T12:00:00.000Z' },
    ]);
    for (const { seed } of on.memory.store.sessions.values()) expect(answer.text).not.toContain(seed);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('that ended or ran out are not', async () => {
    const other = await signIn(on, ada);
    await on.send('POST', '/auth/logout', { token: other.accessToken });
    expect((await list(who.ada, who.ada)).json._embedded.item).toHaveLength(1);
  });

  it('end one by one, or all', async () => {
    const [second, third] = [await signIn(on, ada), await signIn(on, ada)];
    expect((await end(who.ada, who.ada, await sessionOf(second))).status).toBe(204);
    expect(await readMe(second)).toBe(401);
    const refresh = { json: { refresh_token: second.refreshToken } };
    expect((await on.send('POST', '/auth/refresh', refresh)).status).toBe(401);
    expect(await readMe(third)).toBe(200);
    expect((await end(who.ada, who.ada)).status).toBe(204);
    expect([await readMe(who.ada), await readMe(third)]).toEqual([401, 401]);
  });

  it('end by the links that are offered', async () => {
    const other = await signIn(on, ada);
    const { json } = await list(who.ada, who.ada);
    const sid = await sessionOf(other);
    const item = json._embedded.item.find(({ id }: { id: string }) => id === sid);
    const { method, target } = item._templates['users:end-session'];
    expect((await on.send(method, target, { token: who.ada.accessToken })).status).toBe(204);
    expect(await readMe(other)).toBe(401);
  });
});

describe('somebody else’s sessions', () => {
  it('are neither listed nor ended (Zitadel CVE-2024-39683)', async () => {
    for (const answer of [await list(who.ada, who.grace), await end(who.ada, who.grace)]) {
      expect(answer).toMatchObject({ status: 404, json: { code: 'user_not_found' } });
    }
    expect(await readMe(who.grace)).toBe(200);
  });

  it('are not reached through an own id, nor told from those that never were (Keycloak CVE-2026-4630)', async () => {
    const theirs = await end(who.ada, who.ada, await sessionOf(who.grace));
    const nobodys = await end(who.ada, who.ada, '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44');
    expect(theirs).toMatchObject({ status: 404, json: { code: 'session_not_found' } });
    expect({ ...theirs.json, request_id: '' }).toEqual({ ...nobodys.json, request_id: '' });
    expect(await readMe(who.grace)).toBe(200);
    // Nor by one who may end sessions, under the id of another user.
    const guard = await delegate(on, who.admin, ['users:read', 'sessions:revoke']);
    expect((await end(guard, who.ada, await sessionOf(who.grace))).status).toBe(404);
    expect((await end(guard, who.ada, await sessionOf(who.ada))).status).toBe(204);
  });
});

describe('introspection (RFC 7662)', () => {
  const introspect = (json: object, token = who.admin.accessToken) =>
    on.send('POST', '/auth/introspect', { token, json });

  it('tells whose token it is and what it allows now', async () => {
    const answer = await introspect({ token: who.ada.accessToken, token_type_hint: 'access_token' });
    expect(answer.json).toEqual({
      ...{
        active: true,
        token_type: 'Bearer',
        sub: who.ada.id,
        client_id: 'users',
        sid: await sessionOf(who.ada),
        scope: '',
        roles: ['user'],
        iat: on.clock.now().getTime() / 1000,
        exp: on.clock.now().getTime() / 1000 + 600,
        jti: expect.any(String),
      },
    });
    expect(answer.headers.get('content-type')).toBe('application/json');
    const delegated = await delegate(on, who.admin, ['users:read', 'audit:read']);
    const { scope } = (await introspect({ token: (await signIn(on, delegated)).accessToken })).json;
    expect(scope.split(' ').sort()).toEqual(['audit:read', 'users:read']);
  });

  it('tells nothing of any other, whatever it is', async () => {
    on.alter(who.grace.id, () => ({ status: 'suspended' }));
    await on.send('POST', '/auth/logout', { token: who.ada.accessToken });
    for (const token of ['nonsense', who.ada.accessToken, who.grace.accessToken, who.ada.refreshToken, 'a b\u0000']) {
      expect((await introspect({ token })).json).toEqual({ active: false });
    }
  });

  it('takes the form of the standard', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `${new URLSearchParams({ token: who.ada.accessToken, token_type_hint: 'access_token' })}`;
    const answer = await on.send('POST', '/auth/introspect', { token: who.admin.accessToken, body, headers });
    expect(answer.json).toMatchObject({ active: true, sub: who.ada.id });
  });

  it('is for whoever may read sessions, and their word is not in the body', async () => {
    expect((await introspect({ token: who.ada.accessToken }, who.ada.accessToken)).status).toBe(403);
    const reader = await delegate(on, who.admin, ['sessions:read']);
    expect((await introspect({ token: who.ada.accessToken }, reader.accessToken)).json.active).toBe(true);
    expect((await on.send('POST', '/auth/introspect', { json: { token: who.admin.accessToken } })).status).toBe(401);
  });
});
