import { Claims } from './embedded/claims.ts';
import { dataPlace } from './embedded/data-place.ts';
import { explained } from './embedded/errors.ts';
import { useServer } from './embedded/use-server.ts';

export { DataDirInUse, EmbeddedServerError, type EmbeddedServerErrorCode } from './embedded/errors.ts';

/** How this process uses the server: see {@link EmbeddedServerOptions.role}. */
export type EmbeddedRole = 'owner' | 'guest';

export interface EmbeddedServerOptions {
  /** The folder of everything embedded; the database lies under `<dataDir>/postgres`. Made when it is not there. */
  dataDir: string;
  /** Extra `-c` settings, for a server that is started by this call; an adopted one keeps its own. */
  settings?: Record<string, string>;
  /** Told where the data lies when that is a surprise, and what takes long; one line each, without secrets. */
  log?: (line: string) => void;
  /** The database to connect to, made when it is not there. Default `users`. */
  database?: string;
  /**
   * `owner` (default): the one long-running process of this data folder; a second one is refused with `DataDirInUse`.
   * `guest`: a short command that may run beside the owner, or alone.
   */
  role?: EmbeddedRole;
}

export interface EmbeddedServer {
  /** A connection string with the password in it: never log it. */
  url: string;
  /** Where the data really lies (differs from `<dataDir>/postgres` when the path is closed to the server's user). */
  dataPath: string;
  /** The server ran already: left behind by a killed process, or used by another one. */
  adopted: boolean;
  /** This call made the database cluster. */
  firstStart: boolean;
  /** Gives the server up. The last process that gives it up shuts it down and waits; called twice, it does no more. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL on this machine, with nothing to install: made on the first call, started or adopted on later ones.
 * Each committed row survives a SIGKILL of this process, of the server, and of both.
 *
 * @throws DataDirInUse when another owner lives
 * @throws EmbeddedServerError when it cannot run here; the message says what to do
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { dataDir, role = 'owner', settings = {}, database = 'users', log = () => undefined } = options;
  try {
    const place = await dataPlace(dataDir, log);
    const claims = await Claims.at(place.dataDir, place.home);
    const server = await claims.changing(() => useServer(place, claims, { role, settings, database, log }));
    let left: Promise<void> | undefined;
    const stop = () => (left ??= claims.changing(server.leave).finally(server.release));
    const { url, adopted, firstStart } = server;
    return { url, dataPath: place.path, adopted, firstStart, stop };
  } catch (error) {
    throw explained(error, dataDir);
  }
}
