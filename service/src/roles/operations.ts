import { lookup } from 'node:dns/promises';
import { createOperationsApp, isLoopback, startHttpServer } from '@users/http';
import { tokens } from '../container/tokens.ts';
import type { Service } from '../resources/open-service.ts';
import { Metrics } from '../run/metrics.ts';
import { StartError } from '../run/start-error.ts';

/** Milliseconds. Who still reads figures while the process ends is not waited for. */
const closeGraceMs = 1000;

/** The figures of this process and of the queues. */
export function createMetrics({ container, crypto }: Service): Metrics {
  return new Metrics({
    outbox: container.resolve(tokens.outbox),
    tasks: container.resolve(tokens.taskQueue),
    hashing: () => crypto.hasher.load,
  });
}

/**
 * Metrics and the state of each part, for whoever runs the service. An address that was asked for must be had; the
 * default one is there for the first process on a machine, and the others do without.
 *
 * @param apiPort where this process is about to listen for everybody; null: nowhere
 * @throws StartError when it cannot listen where OPERATIONS_LISTEN says
 */
export async function startOperations(service: Service, metrics: Metrics, apiPort: number | null): Promise<void> {
  const { config, log, closers, crypto, readiness } = service;
  const { listen, hosts } = config.operations;
  if (listen === null) return;
  const { host, port, asked } = listen;
  const shown = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    if (port === apiPort) throw Object.assign(new Error('PORT is the same'), { code: 'EADDRINUSE' });
    const { address } = await lookup(host);
    const app = createOperationsApp({
      ...{ publicUrl: config.http.publicUrl, ids: crypto.ids, log },
      readiness: () => readiness.report(),
      metrics: () => metrics.text(),
      hosts: isLoopback(address) ? [] : hosts,
    });
    const server = await startHttpServer(app, { host: address, port });
    closers.add('operations listener', () => server.close(closeGraceMs));
    log.info(`metrics and readiness are told at http://${shown}`);
  } catch (error) {
    const fault = `OPERATIONS_LISTEN: ${shown} ${reason(error)}.`;
    const remedy = 'Set OPERATIONS_LISTEN to another address, or to off';
    if (asked) throw new StartError(`${fault} ${remedy}.`, { cause: error });
    log.warn(`${fault} This process tells no metrics. ${remedy}.`);
  }
}

function reason(error: unknown): string {
  const { code, cause, message } = error as NodeJS.ErrnoException;
  switch ((cause as NodeJS.ErrnoException | undefined)?.code ?? code) {
    case 'EADDRINUSE':
      return 'is in use: another process, or the API itself, listens there';
    case 'EACCES':
      return 'may not be used by this user';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'is no address of this machine';
    default:
      return `cannot be used (${message})`;
  }
}
