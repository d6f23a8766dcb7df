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
  settings: Record<string, string>;
  database: string;
  log: (line: string) => void;
}

export interface UsedServer {
  url: string;
  adopted: boolean;
  firstStart: boolean;
  /** Leaves the users of the server, and shuts it down when nobody else is left. */
  leave(): Promise<void>;
}

/** Makes what is missing, brings the server up, and joins its users. Only while `claims.changing`. */
export async function useServer(place: DataPlace, claims: Claims, wanted: Wanted): Promise<UsedServer> {
  const cluster = clusterPath(place);
  const user = await serverUser(cluster);
  await requireOpen(place, user);
  const binaries = await findBinaries(user, wanted.log);
  const firstStart = await ensureCluster(place, binaries, user, wanted.log);
  const where = surprise(place);
  if (where) wanted.log(where);

  const logFile = join(place.dataDir, 'postgres.log');
  const server = { postgres: binaries.postgres, cluster, logFile, settings: wanted.settings, user };
  const { address, adopted } = await bringUp(server, await readPassword(place));
  const stopIfUnused = () => claims.ifUnused(() => shutDown(cluster, binaries));
  try {
    await ensureDatabase(address, wanted.database);
  } catch (error) {
    await stopIfUnused();
    throw error;
  }

  const use = claims.join();
  const leave = async () => {
    try {
      await claims.changing(async () => {
        use.release();
        await stopIfUnused();
      });
    } finally {
      use.release();
    }
  };
  return { url: connectionUrl(address, wanted.database), adopted, firstStart, leave };
}
