import { type HttpServer, startHttpServer } from '@users/http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { rawRequest } from '../support/raw-request.ts';

/** Over real sockets: clients and `app.request` normalise the address before they send it. */
let server: HttpServer;
let on: HttpFixture;

beforeAll(async () => {
  on = await httpFixture();
  server = await startHttpServer(on.app, { host: '127.0.0.1', port: 0 });
});

afterAll(() => server.close(0));

const ask = (line: string, host?: string) => rawRequest(server.port, line, host);

// A proxy that blocks a path compares bytes. These passed one that blocks /metrics, and were answered as /metrics.
describe('a path that can be read in two ways', () => {
  it.each([
    '/%6detrics',
    '/./metrics',
    '/x/../metrics',
    '/x/%2e%2e/metrics',
    '//metrics',
    '/metrics#',
    '/users//me',
    '/users%2fme',
    '/x\\..\\livez',
    '/x%5c..%5clivez',
    '/users/../livez',
    '/%2e%2e/%2e%2e/etc/passwd',
    '*',
    'http://evil.example/livez',
  ])('is refused, with a problem like every other: %s', async (target) => {
    const { status, headers, json } = await ask(`GET ${target}`);
    expect({ status, code: json?.code }).toEqual({ status: 400, code: 'malformed_target' });
    const other = await ask('GET /nope');
    const names = [...other.headers.keys()];
    expect([...headers.keys()]).toEqual(names);
    const own = ['content-length', 'date', 'x-request-id'];
    for (const name of names.filter((each) => !own.includes(each))) {
      expect(headers.get(name), name).toBe(other.headers.get(name));
    }
    expect(json.request_id).toBe(headers.get('x-request-id'));
  });

  // RFC 9112 §3.2: a proxy may have judged the one, and this service would take the other.
  it.each(['/livez', 'http://127.0.0.1/livez'])('is one of a request with two hosts: %s', async (target) => {
    const { status, json } = await ask(`GET ${target}`, '127.0.0.1\r\nHost: evil.example');
    expect({ status, code: json?.code }).toEqual({ status: 400, code: 'malformed_target' });
  });

  it('is logged and counted, as no route of ours', async () => {
    await ask('GET /%6detrics');
    expect(on.observed.at(-1)).toMatchObject({ route: 'unmatched', status: 400 });
    expect(on.logged.at(-1)).toMatchObject({ level: 'info', message: 'request' });
  });

  it.each(['POST', 'HEAD', 'OPTIONS', 'DELETE'])('is refused whatever the method: %s', async (method) => {
    expect((await ask(`${method} /auth/../auth/login`)).status).toBe(400);
  });
});

describe('a path that has one meaning', () => {
  it.each([
    ['/livez', 200],
    ['/livez?a=//b/../%2e%2f\\', 200],
    ['/problems/caf%C3%A9', 404],
    ['/problems/a%20b%40c', 404],
    ['/problems/forbidden', 200],
    ['/metrics', 404],
    ['/livez/', 404],
  ])('%s is answered %i', async (target, status) => {
    expect((await ask(`GET ${target}`)).status).toBe(status);
  });

  it('may stand in a whole address, if that is the one in Host', async () => {
    const { port } = server;
    expect((await ask(`GET http://127.0.0.1:${port}/livez`)).json).toEqual({ status: 'live' });
    expect((await ask('GET http://users.example.com/livez', 'users.example.com')).status).toBe(200);
    expect((await ask(`GET http://localhost:${port}/livez`)).status).toBe(400);
    expect((await ask(`GET http://127.0.0.1:${port}/x/../livez`)).status).toBe(400);
  });
});

it('a request for a tunnel gets none', async () => {
  expect((await ask('CONNECT 127.0.0.1:5432')).status).toBe(0);
});
