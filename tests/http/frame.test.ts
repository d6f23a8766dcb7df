import { DependencyUnavailable } from '@users/application';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { people } from '../support/http-people.ts';

let on: HttpFixture;

beforeEach(async () => {
  on = await httpFixture();
});

describe('paths and methods', () => {
  it.each(['/nope', '/users/', '/auth', '/users/me/secrets', '//users', '/USERS', '/_assets/other.js', '/.env'])(
    '%s → 404 problem',
    async (path) => {
      expect(await on.send('GET', path)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    },
  );

  it.each([
    ['DELETE', '/', 'GET, HEAD, OPTIONS'],
    ['POST', '/users/me', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'],
    ['DELETE', '/users', 'GET, HEAD, OPTIONS, POST'],
    ['GET', '/auth/login', 'OPTIONS, POST'],
    ['POST', '/users/01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'],
    ['GET', '/users/01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44/suspend', 'OPTIONS, POST'],
    ['PATCH', '/auth/verify-email', 'GET, HEAD, OPTIONS, POST'],
    ['QUERY', '/users', 'GET, HEAD, OPTIONS, POST'],
  ])('%s %s → 405 with Allow', async (method, path, allow) => {
    const answer = await on.send(method, path);
    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('OPTIONS tells what is allowed, and is 404 where nothing is', async () => {
    const answer = await on.send('OPTIONS', '/users/me');
    expect([answer.status, answer.text, answer.headers.get('allow')]).toEqual([
      ...[204, ''],
      'DELETE, GET, HEAD, OPTIONS, PATCH, PUT',
    ]);
    expect((await on.send('OPTIONS', '/nope')).status).toBe(404);
  });

  it('HEAD answers like GET, without the body', async () => {
    const { ada } = await people(on);
    const get = await on.send('GET', '/users/me', { token: ada.accessToken });
    const head = await on.send('HEAD', '/users/me', { token: ada.accessToken });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers.get('etag')).toBe(get.headers.get('etag'));
    expect((await on.send('HEAD', '/users/me')).status).toBe(401);
  });
});

describe('a problem', () => {
  it('links to a page that tells cause and remedy, for every code', async () => {
    const codes = Object.values(on.contract.places).flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ content }) =>
        Object.keys(content?.['application/problem+json']?.examples ?? {}),
      ),
    );
    for (const code of new Set([...codes, 'method_not_allowed'])) {
      const page = await on.send('GET', `/problems/${code}`);
      expect([page.status, page.text.includes(`<code>${code}</code>`)], code).toEqual([200, true]);
    }
    const { json } = await on.send('GET', '/nope');
    expect(json.type).toBe('https://users.example.com/problems/not_found');
    expect((await on.send('GET', json.type)).status).toBe(200);
  });

  it('of ours tells nothing but its request, and is recorded without words that may be secret', async () => {
    const broken = { execute: async () => Promise.reject(new RangeError('password=hunter2')) };
    on = await httpFixture({ changed: { logIn: broken } });
    const answer = await on.send('POST', '/auth/login', { json: { email: 'a@example.org', password: 'hunter2' } });
    expect(answer).toMatchObject({ status: 500, json: { code: 'internal_error' } });
    expect(answer.text).not.toMatch(/hunter2|RangeError|frame\.test/);
    const recorded = on.logged.find(({ level }) => level === 'error');
    expect(recorded?.fields).toMatchObject({
      request_id: answer.json.request_id,
      error: 'RangeError',
      stack: expect.stringContaining('frame.test.ts'),
    });
    expect(JSON.stringify(on.logged)).not.toContain('hunter2');
  });

  it('of what is away says when to come back, and names it to the operator alone', async () => {
    on.memory.requestIntake.accept = async () => {
      throw new DependencyUnavailable('redis', { retryAfterSeconds: 7, cause: new Error('redis://:secret@10.0.0.1') });
    };
    const answer = await on.send('POST', '/auth/resend-verification', { json: { email: 'a@example.org' } });
    expect(answer).toMatchObject({ status: 503, json: { code: 'dependency_unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.text).not.toMatch(/redis|10\.0/);
    expect(on.logged).toContainEqual(
      expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ dependency: 'redis' }) }),
    );
    expect((await on.send('GET', '/')).status).toBe(200);
  });

  it('names the request in the body as in the header', async () => {
    const { json, headers } = await on.send('GET', '/nope');
    expect(json.request_id).toBe(headers.get('x-request-id'));
  });
});

describe('a request id', () => {
  it('is kept when it came along, and goes with the task', async () => {
    const headers = {
      'x-request-id': 'edge-0042.abc',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    const answer = await on.send('POST', '/auth/resend-verification', { json: { email: 'a@example.org' }, headers });
    expect(answer.headers.get('x-request-id')).toBe('edge-0042.abc');
    const [task] = on.memory.store.tasks.values();
    expect(task).toMatchObject({ requestId: 'edge-0042.abc', traceparent: headers.traceparent });
  });

  it.each(['short', 'x'.repeat(65), 'has space in it', '{"injected":1}', 'new\tline-in-it'])(
    'is ours instead of %j',
    async (id) => {
      const answer = await on.send('GET', '/', { headers: { 'x-request-id': id } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    },
  );

  it.each([
    'nonsense',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  ])('comes without the trace context %s', async (traceparent) => {
    await on.send('POST', '/auth/resend-verification', { json: { email: 'a@example.org' }, headers: { traceparent } });
    expect([...on.memory.store.tasks.values()]).toMatchObject([{ traceparent: null }]);
  });
});

describe('every answer', () => {
  it.each([
    '/',
    '/nope',
    '/users/me',
    '/docs',
    '/livez',
    '/auth/verify-email?token=x',
    '/openapi.json',
    '/problems/forbidden',
  ])('%s has the headers that browsers obey', async (path) => {
    const { headers } = await on.send('GET', path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('server')).toBe(false);
  });

  it('promises HTTPS only where there is HTTPS', async () => {
    on = await httpFixture({ changed: { publicUrl: 'http://localhost:8000' } });
    expect((await on.app.request('/')).headers.has('strict-transport-security')).toBe(false);
  });

  it('leaves one line and one measurement, by route and without its secrets', async () => {
    const { ada } = await people(on);
    await on.send('GET', `/users/${ada.id}`, { token: ada.accessToken });
    await on.send('GET', '/auth/verify-email?token=very-secret-token');
    await on.send('GET', '/wp-admin');
    await on.send('GET', '/users/me');
    const routes = on.observed.map(({ method, route, status }) => `${method} ${route} ${status}`).slice(-4);
    expect(routes).toEqual([
      'GET /users/:uuid 200',
      'GET /auth/verify-email 410',
      'GET unmatched 404',
      'GET /users/me 401',
    ]);
    const text = JSON.stringify(on.logged);
    for (const secret of ['very-secret-token', ada.accessToken, ada.id]) expect(text).not.toContain(secret);
    expect(on.logged.filter(({ message }) => message === 'request')).toHaveLength(on.observed.length);
  });

  // Asked every few seconds by each load balancer and scraper, they would be most of the log.
  it('is told at debug when it is a probe, and measured as any other', async () => {
    const levelOf = async (path: string) => {
      await on.send('GET', path);
      return [on.logged.at(-1)?.level, on.observed.at(-1)?.route];
    };
    for (const path of ['/livez', '/readyz']) expect(await levelOf(path)).toEqual(['debug', path]);
    expect(await levelOf('/')).toEqual(['info', '/']);
  });
});

describe('CORS', () => {
  const origin = 'https://app.example.com';
  const preflight = {
    origin,
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization',
  };
  let allowing: HttpFixture;

  beforeAll(async () => {
    allowing = await httpFixture({ changed: { corsOrigins: [origin] } });
  });

  it('is off by default', async () => {
    const { headers } = await on.send('GET', '/', { headers: { origin } });
    expect(headers.has('access-control-allow-origin')).toBe(false);
    expect(
      (await on.send('OPTIONS', '/users/me', { headers: preflight })).headers.has('access-control-allow-origin'),
    ).toBe(false);
  });

  it('lets listed origins read, without credentials, problems too', async () => {
    for (const path of ['/', '/nope', '/users/me']) {
      const { headers } = await allowing.send('GET', path, { headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-expose-headers')).toContain('ETag');
      expect(headers.get('vary')).toContain('Origin');
      expect(headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  it('allows credentials where the cookie of a browser comes and goes, and nowhere else', async () => {
    const asking = { ...preflight, 'access-control-request-method': 'POST' };
    for (const path of ['/auth/login', '/auth/refresh', '/auth/logout', '/auth/change-password']) {
      const { headers } = await allowing.send('OPTIONS', path, { headers: asking });
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      const other = await allowing.send('OPTIONS', path, {
        headers: { ...asking, origin: 'https://evil.example.com' },
      });
      expect(other.headers.has('access-control-allow-credentials')).toBe(false);
    }
    for (const path of ['/users', '/auth/register', '/auth/introspect']) {
      const { headers } = await allowing.send('OPTIONS', path, { headers: asking });
      expect(headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  it('answers the preflight', async () => {
    const { status, headers } = await allowing.send('OPTIONS', '/users/me', { headers: preflight });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toMatch(/PUT, PATCH, DELETE/);
    expect(headers.get('access-control-allow-headers')).toMatch(/Authorization.*If-Match/);
  });

  it.each(['https://evil.example.com', 'null', 'https://app.example.com.evil.com', 'http://app.example.com'])(
    'refuses %s',
    async (other) => {
      const { headers } = await allowing.send('GET', '/', { headers: { origin: other } });
      expect(headers.has('access-control-allow-origin')).toBe(false);
      expect(headers.get('vary')).toContain('Origin');
    },
  );
});
