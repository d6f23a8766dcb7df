import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ifThere, isErrno, makeOpen, OPEN_FOLDER } from './files.ts';

const FOLDER = join(OPEN_FOLDER, 'data');

/**
 * Makes `link` point to a folder of its own that every user may enter. The name is drawn rather than derived from the
 * path, so a deleted and newly made `DATA_DIR` is empty, as its operator expects, and the old data is not overwritten
 * but named. Two processes may come here at once: the link of the first one counts.
 */
export async function linkElsewhere(link: string, log: (line: string) => void): Promise<void> {
  await sayWhatIsLeft(link, log);
  const home = join(FOLDER, `${basename(dirname(dirname(link)))}-${randomBytes(6).toString('hex')}`);
  await makeOpen(OPEN_FOLDER, FOLDER, home);
  await writeFile(origin(home), `${link}\n`);
  try {
    await symlink(join(home, basename(link)), link);
  } catch (error) {
    await rm(home, { recursive: true });
    if (!isErrno(error, 'EEXIST')) throw error;
  }
}

/** Tells of databases that a deleted folder of this path has left behind; they are the operator's to remove. */
async function sayWhatIsLeft(link: string, log: (line: string) => void): Promise<void> {
  for (const name of (await ifThere(readdir(FOLDER))) ?? []) {
    const home = join(FOLDER, name);
    const pointedHere = (await ifThere(readFile(origin(home), 'utf8')))?.trim() === link;
    if (pointedHere) log(`A database of an earlier ${dirname(link)} is left in ${home}; delete it if nobody needs it.`);
  }
}

function origin(home: string): string {
  return join(home, 'origin');
}
