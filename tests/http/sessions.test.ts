import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { invitation } from '../support/http-links.ts';
import { ada, freshLink, type People, people, signIn, stranger } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const logIn = (email: string, password: string) => on.send('POST', '/auth/login', { json: { email, password } });
const refresh = (token: string) => on.send('POST', '/auth/refresh', { json: { refresh_token: token } });
const readMe = async (token: string) => (await on.send('GET', '/users/me', { token })).status;

describe('log-in', () => {
  it('hands out tokens that work', async () => {
    const answer = await logIn(ada.email, ada.password);
    expect(answer).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: 600 } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await readMe(answer.json.access_token)).toBe(200);
  });

  // Register an address with a password, log in with it: 403 said that the address was new, 401 that it was known. So
  // everything that is refused looks the same but for its request id, and costs one hash (Zitadel CVE-2024-41952).
  it('answers with the same bytes for unknown, wrong, deleted, unverified and invited', async () => {
    const wrong = await logIn(ada.email, 'not the right password');
    expect(wrong).toMatchObject({ status: 401, json: { code: 'invalid_credentials' } });
    on.alter(who.grace.id, () => ({ status: 'deleted', deletedAt: on.clock.now() }));
    await freshLink(on);
    const { email: invited } = await invitation(on, who.admin);
    for (const [email, password] of [
      ['nobody@example.org', ada.password],
      ['no address', ada.password],
      [who.grace.email, who.grace.password],
      [stranger.email, stranger.password],
      [stranger.email, 'not the right password'],
      [invited, ada.password],
    ] as const) {
      expect(withoutId(await logIn(email, password))).toEqual(withoutId(wrong));
    }
  });

  it('names verification as a possible reason, and links to another mail for whoever registered', async () => {
    await freshLink(on);
    const { json } = await logIn(stranger.email, stranger.password);
    expect(json.detail).toMatch(/not verified yet/);
    const target = 'https://users.example.com/auth/resend-verification';
    expect(json._links['users:resend-verification'].href).toBe(target);
    const form = json._templates['users:resend-verification'];
    expect(form).toMatchObject({ method: 'POST', target, properties: [{ name: 'email' }] });
    const { pathname } = new URL(form.target);
    expect((await on.send('POST', pathname, { json: { email: stranger.email } })).status).toBe(202);
    expect((await logIn('nobody@example.org', 'not a password')).json._links).toEqual(json._links);
  });

  it('tells only the right password of a verified account that it is suspended', async () => {
    on.alter(who.grace.id, () => ({ status: 'suspended' }));
    expect((await logIn(who.grace.email, 'not the right password')).json.code).toBe('invalid_credentials');
    expect(await logIn(who.grace.email, who.grace.password)).toMatchObject({
      status: 403,
      json: { code: 'account_suspended' },
    });
    on.alter(who.grace.id, () => ({ emailVerifiedAt: null }));
    expect((await logIn(who.grace.email, who.grace.password)).json.code).toBe('invalid_credentials');
  });
});

function withoutId({ status, headers, text, json }: Answer): object {
  const { 'x-request-id': id, ...rest } = Object.fromEntries(headers);
  expect(id).toBe(json.request_id);
  return { status, text: text.replace(json.request_id, ''), headers: rest };
}

describe('refresh', () => {
  it('rotates, repeats the same successor to whoever missed it, and ends the session on reuse', async () => {
    const first = await refresh(who.ada.refreshToken);
    expect(first.status).toBe(200);
    expect(first.json.refresh_token).not.toBe(who.ada.refreshToken);
    expect((await refresh(who.ada.refreshToken)).json.refresh_token).toBe(first.json.refresh_token);
    on.clock.advance(11);
    expect(await refresh(who.ada.refreshToken)).toMatchObject({ status: 401, json: { code: 'invalid_refresh_token' } });
    expect((await refresh(first.json.refresh_token)).status).toBe(401);
    expect(await readMe(first.json.access_token)).toBe(401);
  });

  it('works with an expired access token along', async () => {
    on.clock.advance(601);
    expect(await readMe(who.ada.accessToken)).toBe(401);
    const answer = await on.send('POST', '/auth/refresh', {
      token: who.ada.accessToken,
      json: { refresh_token: who.ada.refreshToken },
    });
    expect(answer.status).toBe(200);
  });

  it.each(['nonsense', 'rt_AAAA'])('refuses %s', async (token) => {
    expect((await refresh(token)).json.code).toBe('invalid_refresh_token');
  });
});

describe('log-out', () => {
  it('ends the session of the access token at once, and no other', async () => {
    const other = await signIn(on, ada);
    const answer = await on.send('POST', '/auth/logout', { token: who.ada.accessToken });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await readMe(who.ada.accessToken)).toBe(401);
    expect((await refresh(who.ada.refreshToken)).status).toBe(401);
    expect(await readMe(other.accessToken)).toBe(200);
  });

  it('ends the session of the refresh token, even with an access token that is no longer good', async () => {
    on.clock.advance(601);
    const json = { refresh_token: who.ada.refreshToken };
    expect((await on.send('POST', '/auth/logout', { token: who.ada.accessToken, json })).status).toBe(204);
    expect((await refresh(who.ada.refreshToken)).status).toBe(401);
  });

  it('takes the word of nobody without a token', async () => {
    expect((await on.send('POST', '/auth/logout')).json.code).toBe('not_authenticated');
    expect((await on.send('POST', '/auth/logout', { json: {} })).status).toBe(401);
    expect((await on.send('POST', '/auth/logout', { token: 'nonsense' })).status).toBe(401);
  });

  it('answers a refresh token that is nothing like a good one (RFC 7009)', async () => {
    expect((await on.send('POST', '/auth/logout', { json: { refresh_token: 'nonsense' } })).status).toBe(204);
  });
});
