import { copyFile } from 'node:fs/promises';
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
export type LocalRedis = RunningService & {
  readonly process: ServerProcess;
  /** Writes what it holds at this moment into a file, for a later server to begin with. */
  saveTo(file: string): Promise<void>;
};

const snapshotName = 'dump.rdb';

/**
 * Starts a Redis of one's own, for tests that stop, freeze or kill it.
 *
 * @param options `port`: the one a former server had, to come back at the same address; `snapshot`: a file that
 *   `saveTo` wrote, to begin with what it holds
 */
export async function startRedis(
  options: { port?: number; snapshot?: string | undefined; report?: Report } = {},
): Promise<LocalRedis> {
  const program = await redisProgram(options.report ?? (() => {}));
  const folder = await temporaryFolder('redis');
  const port = options.port ?? (await freePort());
  const url = `redis://127.0.0.1:${port}`;
  try {
    if (options.snapshot !== undefined) await copyFile(options.snapshot, join(folder.path, snapshotName));
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
    const saveTo = async (file: string): Promise<void> => {
      await withClient(url, (client) => client.sendCommand(['SAVE']));
      await copyFile(join(folder.path, snapshotName), file);
    };
    return { url, origin: program, process: server, saveTo, stop };
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
  const info = await withClient(url, (client) => client.info('server'));
  return /redis_version:([\d.]+)/.exec(info)?.[1] ?? 'of unknown version';
}

function newClient(url: string) {
  return createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 2_000 } });
}

async function withClient<T>(url: string, work: (client: ReturnType<typeof newClient>) => Promise<T>): Promise<T> {
  const client = newClient(url);
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
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
