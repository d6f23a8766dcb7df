import { setTimeout as delay } from 'node:timers/promises';
import { planHousekeeping } from '@users/application';
import { lowerHashingPriority } from '@users/crypto';
import { startHttpServer } from '@users/http';
import type { Config } from '../config/config.ts';
import { createApi } from '../container/api.ts';
import { tokens } from '../container/tokens.ts';
import { openService, type Service } from '../resources/open-service.ts';
import { BackgroundLoop } from '../run/background-loop.ts';
import { banner } from '../run/banner.ts';
import { ensureFirstAdmin } from '../run/first-admin.ts';
import type { Metrics } from '../run/metrics.ts';
import { probePort } from '../run/probe-port.ts';
import { relayTiming } from '../run/relay-timing.ts';
import { stopRequested } from '../run/signals.ts';
import { endAfter, stopSeconds } from '../run/stop-deadline.ts';
import { taskTiming } from '../run/task-timing.ts';
import { createMetrics, startOperations } from './operations.ts';

/** What one process does. */
export interface Parts {
  readonly api: boolean;
  readonly relay: boolean;
  readonly worker: boolean;
}

/**
 * Opens everything, runs the parts until a signal, then drains: unready and no new requests first, then the steps that
 * run, then the connections. A stop ends within `DRAIN_SECONDS` and `stopSeconds`, whatever hangs.
 *
 * @throws StartError when it cannot start
 */
export async function runRole(config: Config, name: string, parts: Parts): Promise<void> {
  const stop = stopRequested();
  if (parts.api) await probePort(config.http.host, config.http.port);
  const service = await openService(config, { role: name, owner: name === 'start' });
  const { log, closers, readiness } = service;
  try {
    const metrics = createMetrics(service);
    await startOperations(service, metrics, parts.api ? config.http.port : null);
    if (parts.relay) startRelay(service);
    if (parts.worker) await startWorkers(service);
    if (parts.api) await startApi(service, metrics);
    readiness.phase = 'running';
    log.info(`${name} is ready`);
    log.info(`${await stop} received: stopping`);
    readiness.phase = 'draining';
    endAfter(config.http.drainMs / 1000 + stopSeconds, log);
  } finally {
    await closers.closeAll(log);
  }
}

function startRelay({ container, closers, log, wakes }: Service): void {
  const relay = container.resolve(tokens.relay);
  const loop = new BackgroundLoop({ name: 'relay', step: () => relay.step(), idleMs: relayTiming.pollMs, log });
  wakes.relay = () => loop.wake();
  closers.add('relay', async () => {
    await loop.stop();
    await relay.release();
  });
  loop.start();
}

async function startWorkers({ container, closers, log, wakes }: Service): Promise<void> {
  const workers = container.resolve(tokens.workers);
  await planHousekeeping(container.resolve(tokens.taskQueue));
  const loops = workers.map(({ name, worker }) => {
    // Nobody waits for housekeeping.
    const idleMs = name === 'housekeeping' ? 5000 : 500;
    return new BackgroundLoop({ name, step: () => worker.step(), idleMs, log });
  });
  wakes.tasks = (types) => {
    for (const [index, { worker }] of workers.entries()) {
      if (types === 'all' || types.some((type) => worker.types.includes(type))) loops[index]?.wake();
    }
  };
  closers.add('workers', async () => {
    const ended = Promise.all(workers.map(({ worker }) => worker.stop())).then(() => true);
    await Promise.all(loops.map((loop) => loop.stop()));
    if (await Promise.race([ended, delay(taskTiming.stopSeconds * 1000, false, { ref: false })])) return;
    log.warn(`tasks still run after ${taskTiming.stopSeconds} s and are left to other workers`);
  });
  for (const loop of loops) loop.start();
}

async function startApi(service: Service, metrics: Metrics): Promise<void> {
  const { container, config, closers, crypto } = service;
  // The threads that hash exist after a first hash, and only then can their priority be lowered.
  await crypto.hasher.warmUp();
  lowerHashingPriority();
  await crypto.signingKeys.ready();
  const admin = await ensureFirstAdmin(config, container.resolve(tokens.useCases).createAdmin);
  const server = await startHttpServer(createApi(service, metrics), config.http);
  closers.add('HTTP server', async () => {
    await server.drain(config.http.drainMs);
    await server.close();
  });
  console.log(banner(config, admin, service.dataPath));
}
