import { lstat, mkdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { linkElsewhere } from './elsewhere.ts';
import { EmbeddedServerError } from './errors.ts';
import { ifThere } from './files.ts';
import { closedPart, nobody, type ServerUser } from './run-as.ts';

/** Where the data of one `DATA_DIR` lies. */
export interface DataPlace {
  /** The folder as the operator knows it; here is the log. */
  dataDir: string;
  /** The real path of the database; not there before the first start. */
  path: string;
  /** The folder around `path`: locks, and an init that is under way. */
  home: string;
}

/**
 * Finds the data of a folder, or decides where it will lie: `<dataDir>/postgres`, which is a symbolic link into
 * `/var/lib/users-service` when the path is closed to the user that root runs the server as. The link is the record
 * of that choice: it is made before the data is, stays right when the path is opened later or the folder moves, and
 * whoever deletes the folder starts anew, as they would elsewhere.
 */
export async function dataPlace(folder: string, log: (line: string) => void): Promise<DataPlace> {
  const asRoot = process.getuid?.() === 0;
  await mkdir(folder, { recursive: true, mode: asRoot ? 0o711 : 0o700 });
  const dataDir = await realpath(folder);
  const usual = join(dataDir, 'postgres');
  const known = await recordedPath(usual);
  if (known) return placeAt(dataDir, known);

  const closed = asRoot ? await closedPart(dataDir, await nobody()) : undefined;
  if (!closed) return placeAt(dataDir, usual);
  log(`PostgreSQL does not run as root, and ${closed} is closed to other users: the database goes elsewhere.`);
  await linkElsewhere(usual, log);
  return placeAt(dataDir, (await recordedPath(usual)) ?? usual);
}

/** The place as a line for the operator, when it is not where they would look. */
export function surprise({ dataDir, path }: DataPlace): string | undefined {
  return dirname(path) === dataDir ? undefined : `The database of ${dataDir} lies in ${path}.`;
}

/** @throws EmbeddedServerError `data_closed` when the user that the server runs as cannot get to its data */
export async function requireOpen({ path, home }: DataPlace, user: ServerUser | undefined): Promise<void> {
  const closed = user && (await closedPart((await ifThere(realpath(path))) ?? home, user));
  if (!closed) return;
  throw new EmbeddedServerError(
    'data_closed',
    `The database lies in ${path}, but ${closed} is closed to the user (uid ${user.uid}) that root runs PostgreSQL as. Open it (chmod o+x ${closed}), or start as the user who owns it.`,
  );
}

async function recordedPath(usual: string): Promise<string | undefined> {
  const entry = await ifThere(lstat(usual));
  if (!entry?.isSymbolicLink()) return entry && usual;
  const target = resolve(dirname(usual), await readlink(usual));
  const home = await ifThere(realpath(dirname(target)));
  if (home) return (await ifThere(realpath(target))) ?? join(home, basename(target));
  throw new EmbeddedServerError(
    'data_missing',
    `${usual} points to ${target}, which is gone. Bring it back, or delete the link to start with an empty database.`,
  );
}

function placeAt(dataDir: string, path: string): DataPlace {
  return { dataDir, path, home: dirname(path) };
}
