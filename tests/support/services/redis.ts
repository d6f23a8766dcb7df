import { join } from 'node:path';
import { createClient } from 'redis';
import { findProgram, run } from './command.ts';
import { canInstallPackages, installPackages, silenceSystemService } from './debian.ts';
import { freePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { type Report, type RunningService, type ServiceDefinition, ServiceUnavailable } from './service.ts';
import { temporaryFolder } from './temporary-folder.ts';

const oldestMajor = 7;

/** A Redis on this machine, without persistence, on the loopback address. */
export type LocalRedis = RunningService & { readonly process: ServerProcess };

/**
 * Starts a Redis of one's own, for tests that stop, freeze or kill it.
 *
 * @param options `port`: the one a former server had, to come back at the same address
 */
export async function startRedis(options: { port?: number; report?: Report } = {}): Promise<LocalRedis> {
  const program = await redisProgram(options.report ?? (() => {}));
  const folder = await temporaryFolder('redis');
  const port = options.port ?? (await freePort());
  const url = `redis://127.0.0.1:${port}`;
  try {
    const server = await startServer({
      command: program,
      args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder.path, '--save', '', '--appendonly', 'no'],
      logFile: join(folder.path, 'redis.log'),
      ready: () => probeRedis(url),
      readyWithinMs: 10_000,
    });
    const stop = async (): Promise<void> => {
      await server.stop();
      await folder.remove();
    };
    return { url, origin: program, process: server, stop };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

async function redisProgram(report: Report): Promise<string> {
  let program = findProgram('redis-server');
  if (program === undefined && canInstallPackages()) {
    await installPackages(['redis-server'], report);
    await silenceSystemService('redis-server');
    program = findProgram('redis-server');
  }
  const advice = 'install Redis 7 or newer (redis-server), or start Docker, or set TEST_REDIS_URL';
  if (program === undefined) throw new ServiceUnavailable(`no redis-server on PATH: ${advice}`);
  const { output } = await run(program, ['--version'], { timeoutMs: 10_000 });
  const version = /v=([\d.]+)/.exec(output)?.[1] ?? '0';
  if (Number.parseInt(version, 10) < oldestMajor) {
    throw new ServiceUnavailable(`${program} is of version ${version}: ${advice}`);
  }
  return program;
}

async function probeRedis(url: string): Promise<string> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 2_000 } });
  client.on('error', () => {});
  try {
    await client.connect();
    const info = await client.info('server');
    return /redis_version:([\d.]+)/.exec(info)?.[1] ?? 'of unknown version';
  } finally {
    client.destroy();
  }
}

export const redis: ServiceDefinition = {
  name: 'redis',
  compose: {
    portVariable: 'REDIS_PORT',
    environment: {},
    address: (port) => `redis://127.0.0.1:${port}`,
  },
  startHere: (report) => startRedis({ report }),
  probe: probeRedis,
};
