import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { HttpApp } from './frame/environment.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

export interface HttpServer {
  /** The one it listens on. */
  readonly port: number;
  /**
   * Takes no new connection, lets running requests finish, and cuts those that have not within the grace.
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
export async function startHttpServer(app: HttpApp, { host, port }: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ ...timeouts, connectionsCheckingInterval: 5_000 }, getRequestListener(app.fetch));
  await listen(server, { host, port });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: (graceMs = closeGraceMs) => close(server, graceMs),
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

async function close(server: Server, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
    });
  } finally {
    clearTimeout(cut);
  }
}
