import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ifThere, isErrno } from './files.ts';

/** What a running server writes into `postmaster.pid`: pid, port and status stand in lines 1, 4 and 8. */
export interface Postmaster {
  pid: number;
  /** Undefined in the first moments of a start. */
  port: number | undefined;
  ready: boolean;
}

/** https://www.postgresql.org/docs/18/storage-file-layout.html; the file may be seen half written. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = ((await ifThere(readFile(join(cluster, 'postmaster.pid'), 'utf8'))) ?? '').split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return undefined;
  const port = Number.parseInt(lines[3] ?? '', 10);
  return { pid, port: port > 0 ? port : undefined, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Whether the process with this pid is a server of this cluster: the number may belong to anybody after a crash and a
 * reboot, and to a dead child that nobody waits for in a container.
 *
 * @returns undefined when it lives but the system does not say what it is
 */
export async function isServerOf(cluster: string, pid: number): Promise<boolean | undefined> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') {
    const command = (await ifThere(readFile(`/proc/${pid}/cmdline`, 'utf8'))) ?? '';
    return command.split('\0').includes(cluster);
  }
  if (process.platform === 'win32') return undefined;
  const command = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  return command?.stdout.includes(cluster);
}

/** A process of another user counts: asking needs no right to signal it. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isErrno(error, 'EPERM');
  }
}
