import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { EmbeddedServerError } from './errors.ts';
import { isErrno } from './files.ts';
import { isServerOf, readPostmaster } from './postmaster.ts';
import { runProgram } from './programs.ts';

/** Long enough for the checkpoint of a busy disk; a server that is cut off there would only recover on the next start. */
const DOWN_WITHIN_MS = 60_000;

/**
 * PostgreSQL's fast shutdown: open transactions are rolled back, everything committed is written, nothing is lost.
 * Waits for the end. A server that is gone already is fine.
 *
 * @throws EmbeddedServerError `server_did_not_stop`
 */
export async function shutDown(cluster: string, binaries: Binaries): Promise<void> {
  const server = await readPostmaster(cluster);
  if (!server || (await isServerOf(cluster, server.pid)) === false) return;
  if (process.platform === 'win32') await pgCtlStop(cluster, binaries);
  else interrupt(server.pid);

  const deadline = performance.now() + DOWN_WITHIN_MS;
  while (await isUp(cluster, server.pid)) {
    if (performance.now() > deadline) throw didNotStop(cluster, `process ${server.pid} still runs`);
    await delay(10);
  }
}

/** The server removes its file last of all; a crash leaves the file but no process. */
async function isUp(cluster: string, pid: number): Promise<boolean> {
  const server = await readPostmaster(cluster);
  return server?.pid === pid && (await isServerOf(cluster, pid)) !== false;
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error;
  }
}

/** Windows has no signals: what Node calls SIGINT would end the process on the spot. */
async function pgCtlStop(cluster: string, { pgCtl }: Binaries): Promise<void> {
  const args = ['stop', '--pgdata', cluster, '--mode', 'fast', '--wait'];
  await runProgram(pgCtl, args, { cwd: cluster, user: undefined }, (said) => didNotStop(cluster, said));
}

function didNotStop(cluster: string, why: string): EmbeddedServerError {
  return new EmbeddedServerError(
    'server_did_not_stop',
    `The embedded PostgreSQL of ${cluster} did not stop: ${why}. Nothing is lost: the next start takes it over.`,
  );
}
