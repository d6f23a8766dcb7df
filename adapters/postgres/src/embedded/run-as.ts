import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ifThere } from './files.ts';

/** The user that the server runs as, when that is not this process's own. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** Where every Unix has it when /etc/passwd does not say. */
const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

/**
 * PostgreSQL refuses to run as root, so root runs it as another user: the one who owns the data already (a clone of
 * an ordinary user, started once by root, stays theirs), or `nobody`, who exists everywhere and need not be made.
 *
 * @returns undefined when this process's own user will do
 */
export async function serverUser(clusterPath: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await ifThere(stat(clusterPath));
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return nobody();
}

/** On macOS its ids are written -2 and kept as unsigned numbers. */
export async function nobody(): Promise<ServerUser> {
  const accounts = await ifThere(readFile('/etc/passwd', 'utf8'));
  const entry = accounts?.match(/^nobody:[^:]*:(-?\d+):(-?\d+):/m);
  return entry ? { uid: Number(entry[1]) >>> 0, gid: Number(entry[2]) >>> 0 } : NOBODY;
}

/** `spawn` takes signed 32-bit ids. */
export function spawnIds(user: ServerUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid | 0, gid: user.gid | 0 } : {};
}

/**
 * The outermost part of a path that `user` may not enter or run, going by the mode bits; ACLs are not looked at.
 *
 * @param path absolute, without symbolic links, and there
 */
export async function closedPart(path: string, user: ServerUser): Promise<string | undefined> {
  const parent = dirname(path);
  const closed = parent === path ? undefined : await closedPart(parent, user);
  if (closed) return closed;
  const { mode, uid, gid } = await stat(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return mode & bit ? undefined : path;
}
