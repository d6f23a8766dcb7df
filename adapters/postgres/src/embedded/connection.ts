import pg from 'pg';
import { SUPERUSER } from './cluster.ts';

export interface Address {
  port: number;
  password: string;
}

/** Loopback with a password rather than a socket: Windows has it too, and no path can be too long (107 bytes). */
export function connectionUrl({ port, password }: Address, database: string): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}

/**
 * Whether our server answers there. SCRAM proves both sides: neither another server that took the port since, nor a
 * program that merely listens, knows our password's verifier.
 */
export async function answers(address: Address): Promise<boolean> {
  return withClient(address, 'postgres', async () => true).catch(() => false);
}

/** Makes the database unless it is there; two processes may do so at once. */
export async function ensureDatabase(address: Address, database: string): Promise<void> {
  const exists = withClient(address, database, async () => undefined);
  await exists.catch(async (error: unknown) => {
    if (!hasCode(error, NO_SUCH_DATABASE)) throw error;
    await withClient(address, 'postgres', (client) =>
      client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`),
    );
  });
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const NO_SUCH_DATABASE = '3D000';

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function withClient<Result>(
  address: Address,
  database: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    connectionString: connectionUrl(address, database),
    connectionTimeoutMillis: 5_000,
  });
  // A server that goes away while idle must not end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
