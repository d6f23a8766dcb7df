import { join } from 'node:path';
import { startEmbeddedServer } from '@users/postgres/embedded-server';
import { findBinaries } from '@users/postgres/embedded/binaries';
import { programEnvironment } from '@users/postgres/embedded/programs';
import { serverUser, spawnIds } from '@users/postgres/embedded/run-as';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A PostgreSQL on this machine; `restart` brings one back that was stopped or crashed, with its address and its data. */
export type LocalPostgres = {
  readonly url: string;
  readonly process: ServerProcess;
  /** What `pg_ctl stop -m immediate` does: every process of it ends at once, the next start recovers from the log. */
  crash(): Promise<void>;
  restart(): Promise<ServerProcess>;
  stop(): Promise<void>;
};

// Processes are killed here, not the machine: what the system was given is kept without fsync. What was acknowledged
// must have been given, so commits are not asynchronous.
const settings = { fsync: 'off', max_connections: '200', unix_socket_directories: '', log_error_verbosity: 'terse' };

/**
 * Starts a PostgreSQL of one's own, for tests that stop, freeze or kill it.
 *
 * @param options `folder`: where its data goes, a temporary folder unless told
 */
export async function startPostgres(options: { folder?: string } = {}): Promise<LocalPostgres> {
  const folder = await temporaryFolder('postgres');
  const dataDir = options.folder ?? folder.path;
  // The adapter knows how to make a cluster here, as whoever this is.
  const made = await startEmbeddedServer({ dataDir, database: 'users' });
  await made.stop();
  const cluster = join(made.dataPath, 'cluster');
  const user = await serverUser(cluster);
  const { postgres } = await findBinaries(user, () => {});
  const port = await freePort();
  const url = new URL(made.url);
  url.port = String(port);

  const start = (): Promise<ServerProcess> =>
    startServer({
      command: postgres,
      args: ['-D', cluster, '-c', `port=${port}`, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      logFile: join(folder.path, 'server.log'),
      env: programEnvironment(),
      user: spawnIds(user),
      ready: () => select1(url.href),
      readyWithinMs: 60_000,
    });
  let process = await start();
  return {
    url: url.href,
    get process() {
      return process;
    },
    crash: () => process.kill('SIGQUIT'),
    async restart() {
      process = await start();
      return process;
    },
    async stop() {
      await process.kill('SIGQUIT');
      await folder.remove();
    },
  };
}

async function select1(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end();
  }
}
