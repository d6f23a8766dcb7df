import { join } from 'node:path';
import { findBinaries } from './binaries.ts';
import { bringUp } from './bring-up.ts';
import type { Claims } from './claims.ts';
import { clusterPath, ensureCluster, readPassword } from './cluster.ts';
import { connectionUrl, ensureDatabase } from './connection.ts';
import { type DataPlace, requireOpen, surprise } from './data-place.ts';
import { serverUser } from './run-as.ts';
import { shutDown } from './shut-down.ts';

export interface Wanted {
  role: 'owner' | 'guest';
  settings: Record<string, string>;
  database: string;
  log: (line: string) => void;
}

export interface UsedServer {
  url: string;
  adopted: boolean;
  firstStart: boolean;
  /** Gives the claims back, and shuts the server down when nobody else uses it. Only while `claims.changing`. */
  leave(): Promise<void>;
  /** Gives the claims back, whatever became of the server. */
  release(): void;
}

/** Claims the data, brings the server up, and joins its users. Only while `claims.changing`. */
export async function useServer(place: DataPlace, claims: Claims, wanted: Wanted): Promise<UsedServer> {
  const ownership = wanted.role === 'owner' ? claims.own() : undefined;
  try {
    const { address, stopIfUnused, adopted, firstStart } = await readyServer(place, claims, wanted);
    const use = claims.join();
    const release = () => {
      use.release();
      ownership?.release();
    };
    const leave = async () => {
      use.release();
      await stopIfUnused();
      release();
    };
    return { url: connectionUrl(address, wanted.database), adopted, firstStart, leave, release };
  } catch (error) {
    ownership?.release();
    throw error;
  }
}

async function readyServer(place: DataPlace, claims: Claims, { settings, database, log }: Wanted) {
  const cluster = clusterPath(place);
  const user = await serverUser(cluster);
  await requireOpen(place, user);
  const binaries = await findBinaries(user, log);
  const firstStart = await ensureCluster(place, binaries, user, log);
  const where = surprise(place);
  if (where) log(where);

  const logFile = join(place.dataDir, 'postgres.log');
  const server = { postgres: binaries.postgres, cluster, logFile, settings, user };
  const { address, adopted } = await bringUp(server, await readPassword(place));
  const stopIfUnused = () => claims.ifUnused(() => shutDown(cluster, binaries));
  try {
    await ensureDatabase(address, database);
  } catch (error) {
    await stopIfUnused();
    throw error;
  }
  return { address, adopted, firstStart, stopIfUnused };
}
