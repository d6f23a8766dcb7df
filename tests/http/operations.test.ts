import { createOperationsApp, type OperationsDependencies } from '@users/http';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';

let on: HttpFixture;

beforeAll(async () => {
  on = await httpFixture();
});

const checks = { postgresql: { status: 'down', detail: 'cannot be reached' }, kafka: { status: 'up' } };

function operations(changed: Partial<OperationsDependencies> = {}) {
  const lines: string[] = [];
  const write = (level: string) => () => lines.push(level);
  const app = createOperationsApp({
    ...{ publicUrl, ids: on.crypto.ids, hosts: [] },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    readiness: async () => ({ ready: false, checks }),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: '# nothing\n' }),
    ...changed,
  });
  const get = (path: string, host = 'localhost') => app.request(path, { headers: { host } });
  return { get, lines };
}

describe('on the main port', () => {
  // After a reset request for an address, users_outbox_events and users_tasks rise only if somebody has it: whoever could
  // read them beside their own requests would learn who has an account.
  it('no method gets metrics, and the refusal names where they are', async () => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { status, json } = await on.send(method, '/metrics');
      expect(status).toBe(404);
      expect(json).toMatchObject({ code: 'not_found', detail: expect.stringContaining('OPERATIONS_LISTEN') });
    }
    expect((await on.app.request('/metrics', { method: 'HEAD' })).status).toBe(404);
    expect((await on.send('GET', '/openapi.json')).text).not.toContain('/metrics');
  });

  // Which parts there are, and which is down, is a map for whoever wants to bring down the rest.
  it('readiness is told without a part, and liveness beside it', async () => {
    expect(await on.send('GET', '/readyz')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
    const broken = await httpFixture({ changed: { ready: async () => false } });
    expect(await broken.send('GET', '/readyz')).toMatchObject({ status: 503, text: '{"status":"not_ready"}' });
    expect((await broken.send('GET', '/livez')).status).toBe(200);
  });
});

describe('the operations listener', () => {
  it('gives Prometheus its type', async () => {
    const answer = await operations().get('/metrics');
    expect([answer.status, await answer.text()]).toEqual([200, '# nothing\n']);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
  });

  it('says what is not ready, and that it lives', async () => {
    const { get } = operations();
    const answer = await get('/readyz');
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'not_ready', checks }]);
    expect(await (await get('/livez')).json()).toEqual({ status: 'live' });
    const ready = await operations({ readiness: async () => ({ ready: true, checks: {} }) }).get('/readyz');
    expect(ready.status).toBe(200);
  });

  it('has nothing else, and the headers of every answer', async () => {
    const { get } = operations();
    for (const path of ['/', '/users', '/auth/login', '/docs']) {
      const answer = await get(path);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }]);
    }
    const { headers } = await get('/metrics');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  it('is asked all the time, and does not fill the log', async () => {
    const { get, lines } = operations();
    for (const path of ['/metrics', '/readyz', '/livez']) await get(path);
    expect(lines).toEqual(['debug', 'debug', 'debug']);
  });

  it('tells no more of a fault than that there was one', async () => {
    const broken = operations({
      metrics: async () => {
        throw new Error('postgres://users:hunter2@db');
      },
    });
    const answer = await broken.get('/metrics');
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('hunter2')]);
  });
});

// A page of evil.example, whose name then leads to 127.0.0.1 (DNS rebinding), reads whatever this machine answers to that
// name: the browser takes both for one origin. It can send no other Host than its own.
describe('the host that a request names', () => {
  const statusOf = async (host: string, hosts: readonly string[] | null) =>
    (await operations({ hosts }).get('/metrics', host)).status;

  const loopback = ['localhost', 'LocalHost:9464', '127.0.0.1', '127.0.0.1:9464', '127.9.9.9:1', '[::1]', '[::1]:9464'];
  const others = [
    ...['evil.example', 'evil.example:9464', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1'],
    ...['evil@localhost', 'localhost:9464@evil.example', 'localhost, evil.example', '[::2]', '::1', '127.1', ''],
  ];

  it.each(loopback)('may be %s, wherever it listens', async (host) => {
    expect(await statusOf(host, [])).toBe(200);
    expect(await statusOf(host, ['metrics.example.com'])).toBe(200);
  });

  it.each(others)('may not be "%s" on a loopback address', async (host) => {
    expect(await statusOf(host, [])).toBe(421);
  });

  it('may be one that is listed, and with a list no other', async () => {
    const hosts = ['metrics.example.com', '10.0.0.7', '[fd00::7]'];
    for (const host of ['metrics.example.com', 'Metrics.Example.com:9464', '10.0.0.7:9464', '[fd00::7]:9464']) {
      expect(await statusOf(host, hosts), host).toBe(200);
    }
    expect(await statusOf('evil.example', hosts)).toBe(421);
  });

  it('may be any where nothing is listed and the address is no loopback one', async () => {
    for (const host of ['10.0.0.7:9464', 'users-worker']) expect(await statusOf(host, null)).toBe(200);
  });

  it('is asked of every path, and the refusal says what to do', async () => {
    for (const path of ['/metrics', '/readyz', '/livez', '/nope']) {
      const answer = await operations().get(path, 'evil.example');
      expect(answer.status).toBe(421);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({
        ...{ code: 'misdirected_request', detail: expect.stringContaining('OPERATIONS_HOSTS') },
      });
    }
  });
});
