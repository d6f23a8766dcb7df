import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { ada, type People, people } from '../support/http-people.ts';

/** Who somebody is, and whom they can reach: what went wrong elsewhere. */
let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

describe('identity comes from the token alone (better-auth CVE-2025-61928)', () => {
  it.each(['id', 'user_id', 'userId', 'sub', 'uuid', 'actor'])('%s in the body is refused', async (name) => {
    const json = { full_name: 'Mallory', [name]: who.grace.id };
    expect((await on.send('PATCH', '/users/me', { token: who.ada.accessToken, json })).status).toBe(422);
    expect(on.user(who.grace.id).fullName).toBe(who.grace.fullName);
  });

  it('headers and parameters that name somebody else change nothing', async () => {
    const headers = {
      'x-user-id': who.grace.id,
      'x-forwarded-user': who.grace.email,
      'x-http-method-override': 'DELETE',
    };
    const answer = await on.send('GET', `/users/me?user_id=${who.grace.id}`, { token: who.ada.accessToken, headers });
    expect(answer.json.id).toBe(who.ada.id);
  });

  it('roles and status cannot be sent along', async () => {
    const json = { email: 'new@example.org', full_name: 'New', password: ada.password };
    for (const extra of [{ roles: ['admin'] }, { status: 'active' }, { email_verified: true }, { version: 9 }]) {
      expect((await on.send('POST', '/auth/register', { json: { ...json, ...extra } })).status).toBe(422);
      const patch = { token: who.ada.accessToken, json: extra };
      expect((await on.send('PATCH', '/users/me', patch)).status).toBe(422);
    }
  });
});

it('identity in the body is refused wherever somebody acts on themselves (better-auth CVE-2025-61928)', async () => {
  const token = who.ada.accessToken;
  const passwords = { current_password: ada.password, new_password: 'a password for somebody' };
  for (const [method, path, json] of [
    ['POST', '/auth/change-password', passwords],
    ['POST', '/auth/request-password-reset', { email: ada.email }],
    ['POST', `/users/${who.ada.id}/email-change`, { email: 'x@example.org', current_password: ada.password }],
    ['PUT', '/users/me', { full_name: 'Mallory', locale: 'en', metadata: {} }],
  ] as const) {
    for (const name of ['id', 'user_id', 'uuid', 'sub']) {
      const answer = await on.send(method, path, { token, json: { ...json, [name]: who.grace.id } });
      expect([path, answer.status, answer.json.errors[0].pointer]).toEqual([path, 422, `/${name}`]);
    }
  }
  expect(on.user(who.grace.id)).toMatchObject({ fullName: who.grace.fullName, version: 2 });
});

describe('somebody else’s id (Keycloak CVE-2026-4630)', () => {
  it('looks to a user like one that nobody has', async () => {
    const unknown = '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44';
    const operations: readonly [string, string, object?][] = [
      ['GET', ''],
      ['PATCH', '', { locale: 'es' }],
      ['PUT', '', { full_name: 'Owned', locale: 'en', metadata: {} }],
      ['DELETE', ''],
      ['POST', '/email-change', { email: 'owned@example.org', current_password: ada.password }],
      ['POST', '/suspend', { reason: 'Spite.' }],
      ['POST', '/reactivate'],
      ['POST', '/restore'],
      ['GET', '/sessions'],
      ['DELETE', '/sessions'],
      ['DELETE', '/sessions/01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a45'],
      ['GET', '/roles'],
      ['PUT', '/roles', { roles: [] }],
    ];
    for (const [method, path, body] of operations) {
      const ask = async (id: string) => {
        const request = { token: who.ada.accessToken, json: body };
        const { status, json } = await on.send(method, `/users/${id}${path}`, request);
        return { status, body: { ...json, request_id: null } };
      };
      expect(await ask(who.grace.id)).toEqual(await ask(unknown));
      expect((await ask(who.grace.id)).status).toBe(404);
    }
    expect(on.user(who.grace.id).locale).toBe(who.grace.locale);
  });

  it('cannot be found out by If-Match, nor by a wrong body', async () => {
    const target = `/users/${who.grace.id}`;
    const headers = { 'if-match': '"99"' };
    const request = { token: who.ada.accessToken, json: { locale: 'es' }, headers };
    expect((await on.send('PATCH', target, request)).status).toBe(404);
  });
});
