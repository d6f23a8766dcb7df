import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import type { HttpApp } from './frame/environment.ts';
import { plainTarget } from './frame/request-target.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /**
   * Milliseconds that a stop will drain. Clients are told to leave connections that were idle for less than that: one that
   * nobody uses while its server drains hears nothing of it, and is closed at the end just as a request may come in.
   */
  readonly drainMs?: number;
}

export interface HttpServer {
  /** The one it listens on. */
  readonly port: number;
  /**
   * Answers as before, and ends each connection with its next answer: so clients that keep connections find another
   * instance before this one goes. Closed without that, a connection may end just as a request comes in on it.
   *
   * @param forMs milliseconds: as long as a balancer takes to notice that this instance is not ready
   */
  drain(forMs: number): Promise<void>;
  /**
   * Takes no new connection, lets running requests finish, and cuts those that have not within the grace. Quiet when it
   * is closed already.
   *
   * @param graceMs milliseconds
   */
  close(graceMs?: number): Promise<void>;
}

/** Another process listens there already. */
export class PortInUse extends Error {
  readonly code = 'port_in_use';
  readonly port: number;

  constructor(port: number, options: { cause: unknown }) {
    super(
      `Port ${port} is taken: another process listens there, perhaps this service itself. Stop it, or set PORT to a free one.`,
      options,
    );
    this.name = 'PortInUse';
    this.port = port;
  }
}

/** Milliseconds. A client that sends slower than this holds a connection and nothing else (slowloris). */
const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 };
const closeGraceMs = 10_000;

/**
 * Listens.
 *
 * @throws PortInUse
 */
export async function startHttpServer(
  app: HttpApp,
  { host, port, drainMs = 0 }: HttpServerOptions,
): Promise<HttpServer> {
  const idle = idleHint(drainMs);
  const running = new Set<ServerResponse>();
  let draining = false;
  const answer = getRequestListener(app.fetch);
  const server = createServer({ ...timeouts, connectionsCheckingInterval: 5_000 }, (incoming, outgoing) => {
    running.add(outgoing);
    outgoing.once('close', () => running.delete(outgoing));
    if (draining || !server.listening) lastAnswer(outgoing);
    else if (idle !== null) outgoing.setHeader('Keep-Alive', idle);
    // The library makes a URL of the target, which resolves what a proxy may have read otherwise: judged before that.
    incoming.url = plainTarget(incoming.url ?? '', onlyHost(incoming));
    void answer(incoming, outgoing);
  });
  server.on('clientError', refuseUnreadable);
  await listen(server, { host, port });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    async drain(forMs) {
      draining = true;
      for (const outgoing of running) lastAnswer(outgoing);
      await delay(forMs);
    },
    close: (graceMs = closeGraceMs) => close(server, running, graceMs),
  };
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port, { cause: error }) : error);
    });
    server.listen(port, host, resolve);
  });
}

async function close(server: Server, running: ReadonlySet<ServerResponse>, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  // The only error there is says that the server was not listening any more.
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  for (const outgoing of running) lastAnswer(outgoing);
  await closed;
  clearTimeout(cut);
}

/** Of several the first is what Node shows, and a proxy may have looked at another: RFC 9112 §3.2 has them refused. */
function onlyHost({ headers, rawHeaders }: IncomingMessage): string | null {
  const named = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return named.length > 1 ? null : (headers.host ?? '');
}

/** What is no HTTP gets an answer all the same, of the form that every other refusal has. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // The client is gone, or an answer is under way: nothing can be said.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, title] = unreadable.get(error.code ?? '') ?? [400, 'Bad Request'];
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'malformed_request' });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** By the code that Node's parser gives. */
const unreadable: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, 'Request Header Fields Too Large']],
  ['HPE_INVALID_METHOD', [501, 'Not Implemented']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'Request Timeout']],
]);

/** The client is told not to send another request here; without that its connection would be kept, and waited for. */
function lastAnswer(outgoing: ServerResponse): void {
  if (outgoing.headersSent) return;
  outgoing.removeHeader('Keep-Alive');
  outgoing.setHeader('Connection', 'close');
}

/** A second less than draining takes (RFC 2068 §19.7.1.1). The server itself waits for longer than balancers do. */
function idleHint(drainMs: number): string | null {
  return drainMs === 0 ? null : `timeout=${Math.max(1, Math.floor(drainMs / 1000) - 1)}`;
}
