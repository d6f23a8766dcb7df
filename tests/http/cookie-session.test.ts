import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';
import { ada, type People, people } from '../support/http-people.ts';

/** A page in a browser: its refresh token is in a cookie that no script can read. */
let on: HttpFixture;
let who: People;

const app = 'https://app.example.com';
const cookieMode = { session: 'cookie' };

beforeEach(async () => {
  on = await httpFixture({ changed: { corsOrigins: [app] } });
  who = await people(on);
});

type Headers = Record<string, string>;
const post = (path: string, json: object, headers: Headers = { origin: publicUrl }, token?: string) =>
  on.send('POST', path, { json, headers, token });
const logIn = (headers?: Headers) =>
  post('/auth/login', { email: ada.email, password: ada.password, ...cookieMode }, headers);
const withCookie = (cookie: string, headers: Headers = { origin: publicUrl }) => ({ ...headers, cookie });

/** Name and value, as the browser sends it back. */
function cookieOf({ headers }: Answer): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('log-in', () => {
  it('keeps the refresh token out of the reach of scripts, and of every neighbour', async () => {
    const answer = await logIn();
    expect(answer.status).toBe(200);
    expect(answer.json).not.toHaveProperty('refresh_token');
    expect(answer.text).not.toContain('rt_');
    const [pair, ...attributes] = answer.headers.get('set-cookie')?.split('; ') ?? [];
    expect(pair).toMatch(/^__Host-refresh_token=rt_[\w-]+$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=1209600', 'Path=/', 'SameSite=Strict', 'Secure']);
  });

  it('sets no cookie unless asked', async () => {
    const answer = await on.send('POST', '/auth/login', { json: { email: ada.email, password: ada.password } });
    expect(answer.json.refresh_token).toMatch(/^rt_/);
    expect(answer.headers.has('set-cookie')).toBe(false);
  });

  it('offers what a page goes on with, filled', async () => {
    const { _templates } = (await logIn()).json;
    for (const rel of ['users:refresh', 'users:logout']) {
      expect(_templates[rel].properties).toEqual([
        expect.objectContaining({ name: 'session', value: 'cookie', readOnly: true, required: true }),
      ]);
    }
  });

  it('works without TLS on a developer’s machine alone, in the narrowest path', async () => {
    for (const [url, path] of [
      ['http://localhost:8000', '/auth'],
      ['http://127.0.0.1:8000/accounts', '/accounts/auth'],
    ] as const) {
      on = await httpFixture({ changed: { publicUrl: url } });
      who = await people(on);
      const answer = await logIn({ origin: new URL(url).origin });
      const attributes = answer.headers.get('set-cookie')?.split('; ') ?? [];
      expect(attributes[0]).toMatch(/^refresh_token=rt_/);
      expect(attributes).toContain(`Path=${path}`);
      expect(attributes).not.toContain('Secure');
    }
    on = await httpFixture({ changed: { publicUrl: 'http://users.example.com' } });
    who = await people(on);
    expect((await logIn({ origin: 'http://users.example.com' })).headers.get('set-cookie')).toContain('Secure');
  });
});

describe('refresh', () => {
  it('takes the cookie, and sets the next', async () => {
    const first = cookieOf(await logIn());
    const answer = await post('/auth/refresh', cookieMode, withCookie(first));
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('rt_');
    expect(cookieOf(answer)).not.toBe(first);
    expect((await on.send('GET', '/users/me', { token: answer.json.access_token })).status).toBe(200);
  });

  it('rotates as ever: the same successor to two tabs, the end of the session on reuse', async () => {
    const first = cookieOf(await logIn());
    const next = cookieOf(await post('/auth/refresh', cookieMode, withCookie(first)));
    expect(cookieOf(await post('/auth/refresh', cookieMode, withCookie(first)))).toBe(next);
    on.clock.advance(11);
    const reused = await post('/auth/refresh', cookieMode, withCookie(first));
    expect(reused).toMatchObject({ status: 401, json: { code: 'invalid_refresh_token' } });
    expect(reused.headers.get('set-cookie')).toMatch(/^__Host-refresh_token=; Max-Age=0/);
    expect((await post('/auth/refresh', cookieMode, withCookie(next))).status).toBe(401);
  });

  it.each(['', '__Host-refresh_token=nonsense', '__Host-refresh_token=', 'refresh_token=rt_AAAA', '=;;='])(
    'refuses the cookie header %j, and takes away what is there',
    async (cookie) => {
      const answer = await post('/auth/refresh', cookieMode, withCookie(cookie));
      expect(answer).toMatchObject({ status: 401, json: { code: 'invalid_refresh_token' } });
      expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    },
  );

  it('takes a token from one place: neither none nor two', async () => {
    const pointers = [{ pointer: '/refresh_token' }];
    expect((await post('/auth/refresh', {})).json.errors).toMatchObject(pointers);
    const both = { refresh_token: who.ada.refreshToken, ...cookieMode };
    expect((await post('/auth/refresh', both)).json.errors).toMatchObject(pointers);
    expect((await post('/auth/logout', both)).json.errors).toMatchObject(pointers);
  });

  it('does not look at the cookie unless asked', async () => {
    const cookie = cookieOf(await logIn());
    expect((await post('/auth/refresh', {}, withCookie(cookie))).status).toBe(422);
    expect((await post('/auth/logout', {}, withCookie(cookie))).status).toBe(401);
  });
});

describe('log-out', () => {
  it('ends the session of the cookie, and takes it away', async () => {
    const cookie = cookieOf(await logIn());
    const answer = await post('/auth/logout', cookieMode, withCookie(cookie));
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toBe(
      '__Host-refresh_token=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
    );
    expect((await post('/auth/refresh', cookieMode, withCookie(cookie))).status).toBe(401);
  });

  it('without a cookie ends the session of the access token, and without both nothing', async () => {
    const { accessToken } = who.ada;
    expect((await post('/auth/logout', cookieMode)).json.code).toBe('not_authenticated');
    expect((await post('/auth/logout', cookieMode, undefined, accessToken)).status).toBe(204);
    expect((await on.send('GET', '/users/me', { token: accessToken })).status).toBe(401);
  });
});

it('a new password comes with the next cookie', async () => {
  const first = await logIn();
  const json = { current_password: ada.password, new_password: 'another long password', ...cookieMode };
  const answer = await post('/auth/change-password', json, undefined, first.json.access_token);
  expect(answer.text).not.toContain('rt_');
  expect(cookieOf(answer)).not.toBe(cookieOf(first));
  expect((await post('/auth/refresh', cookieMode, withCookie(cookieOf(first)))).status).toBe(401);
  expect((await post('/auth/refresh', cookieMode, withCookie(cookieOf(answer)))).status).toBe(200);
});

describe('a forged request (CSRF; RFC 6265bis §8.8.2)', () => {
  const elsewhere: [string, Headers][] = [
    ['another site', { origin: 'https://evil.example.net', 'sec-fetch-site': 'cross-site' }],
    ['a sibling under the same domain, which SameSite lets through', { origin: 'https://evil.example.com' }],
    ['the same host without TLS', { origin: 'http://users.example.com' }],
    ['the same host on another port', { origin: `${publicUrl}:8443` }],
    ['a name that begins alike', { origin: `${publicUrl}.evil.net` }],
    ['a sandboxed frame or a redirect', { origin: 'null' }],
    ['nowhere: no Origin', {}],
    ['nowhere, with a Referer that looks right', { referer: `${publicUrl}/console` }],
    ['nowhere, as a browser says itself', { 'sec-fetch-site': 'cross-site' }],
    ['a listed origin on another site', { origin: app, 'sec-fetch-site': 'cross-site' }],
    ['two origins', { origin: `${publicUrl}, https://evil.example.com` }],
  ];

  it.each(elsewhere)('from %s is refused everywhere, and changes nothing', async (_, headers) => {
    const first = await logIn();
    const cookie = cookieOf(first);
    const newPassword = { current_password: ada.password, new_password: 'another long password', ...cookieMode };
    for (const answer of [
      await logIn(headers),
      await post('/auth/refresh', cookieMode, withCookie(cookie, headers)),
      await post('/auth/logout', cookieMode, withCookie(cookie, headers)),
      await post('/auth/change-password', newPassword, headers, first.json.access_token),
    ]) {
      expect(answer).toMatchObject({ status: 403, json: { code: 'foreign_origin' } });
      expect(answer.headers.has('set-cookie')).toBe(false);
    }
    expect((await post('/auth/refresh', cookieMode, withCookie(cookie))).status).toBe(200);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'by a form, which can send %s without a preflight, is not read',
    async (type) => {
      const cookie = cookieOf(await logIn());
      const headers = withCookie(cookie, { origin: publicUrl, 'content-type': type });
      const answer = await on.send('POST', '/auth/logout', { body: JSON.stringify(cookieMode), headers });
      expect(answer.status).toBe(415);
      expect((await post('/auth/refresh', cookieMode, withCookie(cookie))).status).toBe(200);
    },
  );

  it('is none from an origin that the operator listed', async () => {
    const answer = await logIn({ origin: app, 'sec-fetch-site': 'same-site' });
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    const cookie = cookieOf(answer);
    expect((await post('/auth/refresh', cookieMode, withCookie(cookie, { origin: app }))).status).toBe(200);
  });
});

it('the cookie proves nothing anywhere else', async () => {
  const cookie = cookieOf(await logIn());
  for (const { method, path, operation } of on.contract.places) {
    if (operation.security.length === 0 || ['refreshSession', 'logOut'].includes(operation.operationId)) continue;
    const target = path.replace(/\{\w+\}/g, who.ada.id);
    const json = operation.requestBody ? {} : undefined;
    const plain = await on.send(method, target, { json, headers: { origin: publicUrl } });
    const carried = await on.send(method, target, { json, headers: withCookie(cookie) });
    const { request_id: _, ...expected } = Object(plain.json);
    expect([carried.status, carried.json], operation.operationId).toMatchObject([plain.status, expected]);
  }
});
