import type { EmbeddedRole } from '@users/postgres/embedded-server';
import type { Config } from '../config/config.ts';
import type { Closers } from '../run/closers.ts';
import { StartError } from '../run/start-error.ts';

export interface DatabaseUrl {
  readonly url: string;
  /** For migrations: past a transaction pooler. */
  readonly directUrl: string;
  /** Where the embedded server keeps its data; null when the database is somebody else's. */
  readonly dataPath: string | null;
}

/**
 * The address of PostgreSQL, after the embedded one has been started or adopted.
 *
 * @throws StartError when another process owns DATA_DIR, or the embedded server cannot run here
 */
export async function openDatabaseUrl(
  config: Config,
  closers: Closers,
  role: EmbeddedRole,
  tell: (line: string) => void,
): Promise<DatabaseUrl> {
  const { url, directUrl } = config.database;
  if (url !== null) return { url, directUrl: directUrl ?? url, dataPath: null };
  const { EmbeddedServerError, startEmbeddedServer } = await import('@users/postgres/embedded-server');
  try {
    const server = await startEmbeddedServer({ dataDir: config.dataDir, role, log: tell });
    closers.add('embedded PostgreSQL', () => server.stop());
    return { url: server.url, directUrl: server.url, dataPath: server.dataPath };
  } catch (error) {
    if (error instanceof EmbeddedServerError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}
