import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import type { DataPlace } from './data-place.ts';
import { EmbeddedServerError, USE_A_SERVER } from './errors.ts';
import { giveTree, ifThere, syncFolder } from './files.ts';
import { runProgram } from './programs.ts';
import type { ServerUser } from './run-as.ts';

/** The one account of the embedded server. */
export const SUPERUSER = 'postgres';

/** The data of another major version cannot be read by these binaries. */
const MAJOR_VERSION = '18';

/** PostgreSQL's own data folder (PGDATA) within a place. */
export function clusterPath(place: DataPlace): string {
  return join(place.path, 'cluster');
}

export async function readPassword(place: DataPlace): Promise<string> {
  return (await readFile(passwordFile(place.path), 'utf8')).trim();
}

/**
 * Makes the cluster unless it is there. It is made beside its place and renamed, so what stands there is whole: a
 * process killed in the middle leaves only a folder that the next one sweeps away. To be called by one process at a
 * time.
 *
 * @returns whether this call made it
 */
export async function ensureCluster(
  place: DataPlace,
  binaries: Binaries,
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<boolean> {
  if (await isWhole(place)) {
    const owner = await stat(clusterPath(place));
    // A backup restored by root is root's, which the server cannot read.
    if (user && owner.uid === 0) await giveTree(clusterPath(place), user);
    return false;
  }
  await sweepUnfinished(place.home);
  log(`Making the database in ${place.path} …`);
  const unfinished = await mkdtemp(join(place.home, UNFINISHED));
  try {
    await initialise(unfinished, binaries, user);
    await ifThere(rmdir(place.path));
    await rename(unfinished, place.path);
    await syncFolder(place.home);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
  return true;
}

const UNFINISHED = 'postgres.init-';

function passwordFile(folder: string): string {
  return join(folder, 'password');
}

/** @throws EmbeddedServerError rather than taking a folder for empty, or for ours, that is neither */
async function isWhole(place: DataPlace): Promise<boolean> {
  const version = (await ifThere(readFile(join(clusterPath(place), 'PG_VERSION'), 'utf8')))?.trim();
  if (version === MAJOR_VERSION) return true;
  if (version !== undefined) {
    throw new EmbeddedServerError(
      'data_of_other_version',
      `The database in ${place.path} is of PostgreSQL ${version}, the embedded one is ${MAJOR_VERSION}. Dump it with the version that made it and load it here, or ${USE_A_SERVER}.`,
    );
  }
  const found = (await ifThere(readdir(place.path))) ?? [];
  if (found.length === 0) return false;
  throw new EmbeddedServerError(
    'data_unrecognised',
    `${place.path} holds something that is not a whole database of this service. It is left alone: move it away, or set DATA_DIR to another folder.`,
  );
}

/** An initdb whose parent was killed may still be writing there: what cannot be removed now is removed next time. */
async function sweepUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith(UNFINISHED))
      await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Text sorts by code point (`builtin` provider), alike on every system and after every update of the C library, which
 * would otherwise make indexes wrong silently.
 */
async function initialise(folder: string, binaries: Binaries, user: ServerUser | undefined): Promise<void> {
  const cluster = join(folder, 'cluster');
  await mkdir(cluster, { mode: 0o700 });
  await writeFile(passwordFile(folder), `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  const args = [
    ['--pgdata', cluster],
    ['--username', SUPERUSER, '--pwfile', passwordFile(folder), '--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ].flat();
  if (user) await lend(folder, user);
  await runProgram(binaries.initdb, args, { cwd: folder, user }, (said) => {
    return new EmbeddedServerError('init_failed', `PostgreSQL could not make its data in ${folder}: ${said}`);
  });
  if (user) await chown(passwordFile(folder), 0, 0);
}

/** initdb reads the password as the server's user; afterwards only root does. */
async function lend(folder: string, user: ServerUser): Promise<void> {
  await chown(join(folder, 'cluster'), user.uid, user.gid);
  await chown(passwordFile(folder), user.uid, user.gid);
  await chmod(folder, 0o711);
}
