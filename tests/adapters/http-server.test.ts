import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type HttpDependencies, type HttpServer, PortInUse, startHttpServer } from '@users/http';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { until } from '../support/until.ts';

/**
 * Over real sockets: what `app.request` cannot show. Not among the HTTP tests, because the server replaces the global
 * Request and Response by its own, faster ones.
 */
let server: HttpServer | undefined;
let on: HttpFixture;

async function start(changed: Partial<HttpDependencies> = {}, drainMs?: number): Promise<string> {
  on = await httpFixture({ changed });
  server = await startHttpServer(on.app, { host: '127.0.0.1', port: 0, ...(drainMs === undefined ? {} : { drainMs }) });
  return `http://127.0.0.1:${server.port}`;
}

afterEach(async () => {
  await server?.close(0);
  server = undefined;
});

/** A use-case that answers when it is told to. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let calls = 0;
  const execute = async () => {
    calls += 1;
    await promise;
  };
  return { release: resolve, calls: () => calls, useCase: { execute } };
}

const resend = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email":"a@example.org"}' };

describe('a body', () => {
  it('over 64 KiB is refused when it comes in chunks that announce nothing (Hono CVE-2026-44456)', async () => {
    const url = await start();
    const chunk = new TextEncoder().encode(`"${'x'.repeat(1022)}"`);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += chunk.byteLength;
        controller.enqueue(chunk);
        // Would go on: the service has to stop it.
        if (sent > 50_000_000) controller.close();
      },
    });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/auth/login`, { method: 'POST', headers, body, duplex: 'half' });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'body_too_large' });
    expect(sent).toBeLessThan(5_000_000);
  });

  it('in chunks that stay below is read', async () => {
    const url = await start();
    const body = new Blob([resend.body]).stream();
    const answer = await fetch(`${url}/auth/resend-verification`, { ...resend, body, duplex: 'half' });
    expect(answer.status).toBe(202);
  });

  it('that says it is longer than it may be is refused before it is sent', async () => {
    const url = await start();
    const head = `POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n`;
    expect(await answerTo(url, head)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('with two lengths is refused: what is between them could be another request', async () => {
    const url = await start();
    const both = 'content-length: 4\r\ntransfer-encoding: chunked\r\n';
    const head = `POST /auth/login HTTP/1.1\r\nhost: x\r\n${both}\r\n0\r\n\r\n`;
    expect(await answerTo(url, head)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('a caller', () => {
  it('that hangs up is no fault of ours', async () => {
    const hold = held();
    const url = await start({ resendVerification: hold.useCase });
    const socket = await sendRaw(
      url,
      'POST /auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"em',
    );
    socket.destroy();
    await soon('the request to be over', () => on.observed.length > 0);
    expect(on.observed).toMatchObject([{ status: 499 }]);
    expect(on.logged.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('is known by the connection, and by what trusted proxies add', async () => {
    const networks: (string | null)[] = [];
    const resendVerification = {
      execute: async (_: object, context: { network: string | null }) => {
        networks.push(context.network);
      },
    };
    let url = await start({ resendVerification });
    const headers = { ...resend.headers, 'x-forwarded-for': '1.1.1.1, 203.0.113.9' };
    await fetch(`${url}/auth/resend-verification`, { ...resend, headers });
    await server?.close(0);
    url = await start({ resendVerification, trustedProxies: 1 });
    await fetch(`${url}/auth/resend-verification`, { ...resend, headers });
    expect(networks).toEqual(['127.0.0.0/24', '203.0.113.0/24']);
  });

  it('that lies about the host gets links to where the service is', async () => {
    const url = await start();
    const text = await answerTo(url, 'GET / HTTP/1.1\r\nhost: evil.example.com\r\nconnection: close\r\n\r\n');
    expect(text).toContain('"href":"https://users.example.com/auth/login"');
    expect(text).not.toContain('evil');
  });

  it.each(['GET /users/../livez', 'GET http://evil.example.com/livez', 'GET *', 'GET /%2e%2e/%2e%2e/etc/passwd'])(
    '%s gets an answer, and none is a fault',
    async (line) => {
      const url = await start();
      const text = await answerTo(url, `${line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    },
  );
});

describe('draining', () => {
  // A connection on which no request came meanwhile was closed at the end, and one that came in just then failed.
  it('is over before clients still use connections that hear nothing of it', async () => {
    const url = await start({}, 5_000);
    expect((await fetch(`${url}/livez`)).headers.get('keep-alive')).toBe('timeout=4');
    const drained = server?.drain(50);
    const last = await fetch(`${url}/livez`);
    expect([last.headers.get('connection'), last.headers.get('keep-alive')]).toEqual(['close', null]);
    await drained;
  });

  // A rolling restart lost requests: a connection that a client keeps was closed just as it sent the next one.
  it('answers as before, and ends each kept connection with its next answer', async () => {
    const url = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = () =>
      new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
        const outgoing = httpRequest(`${url}/livez`, { agent }, (answer: IncomingMessage) =>
          answer.resume().on('end', () => resolve([answer.statusCode, answer.headers.connection])),
        );
        outgoing.on('error', reject).end();
      });
    expect(await get()).toEqual([200, 'keep-alive']);
    const drained = server?.drain(200);
    expect([await get(), await get()]).toEqual([
      [200, 'close'],
      [200, 'close'],
    ]);
    await drained;
  });
});

describe('closing', () => {
  it('lets a running request finish, and takes no other', async () => {
    const hold = held();
    const url = await start({ resendVerification: hold.useCase });
    const running = fetch(`${url}/auth/resend-verification`, resend);
    await soon('the request to run', () => hold.calls() === 1);
    const closed = server?.close();
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    hold.release();
    const answer = await running;
    expect([answer.status, answer.headers.get('connection')]).toEqual([202, 'close']);
    await closed;
  });

  it('does not wait for connections that are kept for later', async () => {
    const url = await start();
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${url}/livez`, { agent }, (answer: IncomingMessage) =>
        answer.resume().on('end', resolve),
      );
      outgoing.on('error', reject).end();
    });
    await server?.close(60_000);
    agent.destroy();
  });

  it('cuts a request that does not end within the grace', async () => {
    const hold = held();
    const url = await start({ resendVerification: hold.useCase });
    const running = fetch(`${url}/auth/resend-verification`, resend).catch(() => 'cut');
    await soon('the request to run', () => hold.calls() === 1);
    await server?.close(10);
    expect(await running).toBe('cut');
    hold.release();
  });
});

it('a port that is taken is told with what to do', async () => {
  await start();
  const port = server?.port ?? 0;
  const attempt = startHttpServer(on.app, { host: '127.0.0.1', port });
  await expect(attempt).rejects.toThrow(PortInUse);
  await expect(attempt).rejects.toThrow(new RegExp(`Port ${port} is taken.*PORT`));
});

function soon(what: string, happened: () => boolean): Promise<boolean> {
  return until(what, happened, { intervalMs: 2 });
}

/** Writes bytes as they are. */
function sendRaw(url: string, text: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text, () => resolve(socket)));
    socket.once('error', reject);
  });
}

/** What comes back before the service has said all it says, or closes. */
async function answerTo(url: string, text: string): Promise<string> {
  const socket = await sendRaw(url, text);
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    answer += part;
  });
  socket.on('error', () => undefined);
  await soon('an answer', () => socket.closed || /\r\n\r\n[\s\S]+/.test(answer));
  socket.destroy();
  return answer;
}

describe('what is no HTTP request', () => {
  const say = async (text: string): Promise<string> => {
    const url = new URL(await start());
    const socket = connect(Number(url.port), url.hostname);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).write(text);
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(chunks).toString();
  };

  it.each([
    ['a method that nobody knows', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', 501],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['no request line', 'GET HTTP\r\n\r\n', 400],
    [
      'a chunk without its size',
      'POST /auth/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
  ])('%s gets a problem too', async (_, text, status) => {
    const answer = await say(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} .*\r\nContent-Type: application/problem\\+json\r\n`));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, code: 'malformed_request' });
  });
});
