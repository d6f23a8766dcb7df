import { chmod, lchown, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerUser } from './run-as.ts';

/** Folders that root makes for data and binaries when the path is closed to the server's user; survives a reboot. */
export const OPEN_FOLDER = '/var/lib/users-service';

/** What `reading` gives, or undefined when there is no such file (or, under /proc, process). */
export async function ifThere<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'ESRCH')) return undefined;
    throw error;
  }
}

/** Whether `error` is one of these errors of the operating system. */
export function isErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

/** Makes folders that everybody may enter, whatever the umask. */
export async function makeOpen(...folders: string[]): Promise<void> {
  for (const folder of folders) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
  }
}

/** Makes the entries of a folder durable, so that a rename outlives a power cut. Windows has no such thing. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a whole tree to `user`; links are given, not followed. */
export async function giveTree(path: string, user: ServerUser): Promise<void> {
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), user.uid, user.gid);
  await lchown(path, user.uid, user.gid);
}

/** Lets everybody read, enter and run what is in a tree of programs, whatever umask it was installed under. */
export async function openTree(path: string): Promise<void> {
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
  await chmod(path, 0o755);
}
