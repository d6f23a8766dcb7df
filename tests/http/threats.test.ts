import type { LogIn } from '@users/application';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { ada, freshLink, type People, people, signIn } from '../support/http-people.ts';

/** What really happened to others, and must not happen here. Bodies sent in chunks: see the tests of the server. */
let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

describe('a request that lies about its host (Zitadel CVE-2023-49097, CVE-2025-64101)', () => {
  const lies = {
    host: 'evil.example.com',
    forwarded: 'host=evil.example.com;proto=http',
    origin: 'https://evil.example.com',
    'x-forwarded-host': 'evil.example.com',
    'x-forwarded-proto': 'http',
    'x-original-host': 'evil.example.com',
    'x-original-url': 'https://evil.example.com/',
  };

  it('gets links to where the service is, in every kind of answer', async () => {
    const { accessToken: token } = who.admin;
    const paths = ['/', '/users', '/users/me', '/roles', `/users/${who.ada.id}/sessions`, `/users/${who.ada.id}/roles`];
    for (const path of [...paths, '/nope', '/openapi.json', '/docs']) {
      for (const target of [path, `https://evil.example.com${path}`]) {
        const response = await on.app.request(target, { headers: { ...lies, authorization: `Bearer ${token}` } });
        expect(await response.text()).not.toContain('evil.example.com');
        expect(JSON.stringify([...response.headers])).not.toContain('evil.example.com');
      }
    }
  });

  it('has no word in the mail', async () => {
    const json = { email: 'new@example.org', full_name: 'New', password: ada.password };
    await on.send('POST', '/auth/register', { json, headers: lies });
    await on.work();
    expect(JSON.stringify(on.mailer.sent)).not.toContain('evil');
    const page = await on.send('GET', `/auth/verify-email?token=${await freshLink(on)}`, {
      headers: { ...lies, accept: 'text/html' },
    });
    expect(page.text).toContain('action="/auth/verify-email"');
    expect(page.text).not.toContain('evil');
  });

  it('has no word in the mails that reset, invite and move, nor on their pages', async () => {
    const { accessToken: token } = who.admin;
    const send = (path: string, json: object) => on.send('POST', path, { token, json, headers: lies });
    await on.send('POST', '/auth/request-password-reset', { json: { email: ada.email }, headers: lies });
    const made = await send('/users', { email: 'new@example.org', full_name: 'New' });
    expect(made.headers.get('location')).toBe(`https://users.example.com/users/${made.json.id}`);
    await send(`/users/${who.ada.id}/email-change`, { email: 'moved@example.org' });
    await on.work();
    const templates = on.mailer.sent.map(({ template }) => template);
    expect(templates).toEqual(expect.arrayContaining(['password_reset', 'invitation', 'confirm_email_change']));
    expect(JSON.stringify(on.mailer.sent)).not.toContain('evil');
    const [reset = ''] = on.links(ada.email, 'password_reset');
    const page = await on.send('GET', `/auth/reset-password?token=${reset}`, { headers: lies });
    expect(page.text).toContain('action="/auth/reset-password"');
    expect(page.text).not.toContain('evil');
  });
});

describe('a personal answer kept for others (Hono CVE-2026-24472)', () => {
  it('cannot be: nothing that depends on who asks may be stored', async () => {
    const { accessToken: token } = who.admin;
    const refreshToken = (await signIn(on, ada)).refreshToken;
    const answers = [
      await on.send('GET', '/', { token }),
      await on.send('GET', '/users', { token }),
      await on.send('GET', '/users/me', { token }),
      await on.send('GET', `/users/${who.ada.id}`, { token }),
      await on.send('GET', '/users/me'),
      await on.send('PATCH', '/users/me', { token, json: {} }),
      await on.send('GET', `/users/${who.ada.id}/sessions`, { token }),
      await on.send('GET', `/users/${who.ada.id}/roles`, { token }),
      await on.send('GET', '/roles', { token }),
      await on.send('GET', '/roles/admin', { token }),
      await on.send('POST', '/auth/introspect', { token, json: { token } }),
      await on.send('POST', '/auth/request-password-reset', { json: { email: ada.email } }),
      await on.send('GET', '/auth/reset-password?token=x'),
      await on.send('GET', '/auth/revert-email-change?token=x', { headers: { accept: 'application/json' } }),
      await on.send('POST', '/auth/login', { json: { email: ada.email, password: ada.password } }),
      await on.send('POST', '/auth/refresh', { json: { refresh_token: refreshToken } }),
      await on.send('POST', '/auth/resend-verification', { json: { email: ada.email } }),
      await on.send('GET', '/auth/verify-email?token=x'),
      await on.send('GET', '/auth/verify-email?token=x', { headers: { accept: 'application/json' } }),
    ];
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
    for (const { headers } of answers.slice(0, 11)) expect(headers.get('vary')).toContain('Authorization');
  });

  it('cannot be by a problem of a route that is public', async () => {
    const unreachable = { changed: { jwks: async () => Promise.reject(new Error('away')) } };
    const { headers } = await (await httpFixture(unreachable)).send('GET', '/.well-known/jwks.json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect((await on.send('GET', '/problems/unheard-of')).headers.get('cache-control')).toBe('no-store');
  });

  it('cannot be by a problem of a route that had promised it could', async () => {
    const { app } = await httpFixture();
    app.get('/promising', (c) => {
      c.header('Cache-Control', 'public, max-age=3600');
      throw new Error('after the promise');
    });
    const { status, headers } = await app.request('/promising');
    expect([status, headers.get('cache-control')]).toEqual([500, 'no-store']);
  });
});

describe('who is no longer who they were (Zitadel CVE-2024-47000)', () => {
  it.each(['suspended', 'deleted'] as const)('%s: every request is refused at once', async (status) => {
    on.alter(who.grace.id, () => ({ status }));
    const { accessToken: token, refreshToken } = who.grace;
    expect((await on.send('GET', '/users/me', { token })).status).toBe(401);
    expect((await on.send('PATCH', '/users/me', { token, json: {} })).status).toBe(401);
    expect((await on.send('POST', '/auth/refresh', { json: { refresh_token: refreshToken } })).status).toBe(401);
  });

  it('a demoted administrator is a user, whatever the token says', async () => {
    on.alter(who.admin.id, () => ({ roles: ['user'] }));
    expect((await on.send('GET', '/users', { token: who.admin.accessToken })).status).toBe(403);
  });

  it('unsafe methods ask the database, safe ones may get an answer that is 900 ms old', async () => {
    const asked: boolean[] = [];
    const counting = await httpFixture({
      changed: {
        authenticate: {
          execute: async ({ fresh }) => {
            asked.push(fresh);
            return null;
          },
        },
      },
    });
    for (const method of ['GET', 'HEAD']) await counting.send(method, '/users/me', { token: 'a' });
    await counting.send('PATCH', '/users/me', { token: 'a', json: {} });
    await counting.send('POST', '/auth/logout', { token: 'a' });
    expect(asked).toEqual([false, false, true, true]);
  });
});

describe('what use-cases are told of a request', () => {
  it('is its network by the trusted proxies, its user agent cut to size, and nobody as its actor', async () => {
    const contexts: Parameters<LogIn['execute']>[1][] = [];
    const listening = await httpFixture({
      changed: {
        trustedProxies: 1,
        logIn: {
          execute: async (_, context) => {
            contexts.push(context);
            return { accessToken: 'a', refreshToken: 'r', expiresInSeconds: 1, userId: 'u' };
          },
        },
      },
    });
    const json = { email: ada.email, password: ada.password };
    const headers = { 'x-forwarded-for': '1.1.1.1, 2001:db8:1:2:3:4:5:6', 'user-agent': 'x'.repeat(1000) };
    await listening.send('POST', '/auth/login', { json, headers, token: who.admin.accessToken });
    expect(contexts).toMatchObject([
      { actor: { kind: 'anonymous' }, network: '2001:db8:1:2::/64', userAgent: 'x'.repeat(255), traceparent: null },
    ]);
  });
});

it('links start with the public address, with its path', async () => {
  const nested = await httpFixture({ changed: { publicUrl: 'https://example.com/accounts' } });
  const root = JSON.parse(await (await nested.app.request('/')).text());
  expect(root._links['users:login'].href).toBe('https://example.com/accounts/auth/login');
  const page = await nested.app.request(`/auth/verify-email?token=${await freshLink(nested)}`, {
    headers: { accept: 'text/html' },
  });
  expect(await page.text()).toContain('action="/accounts/auth/verify-email"');
});
