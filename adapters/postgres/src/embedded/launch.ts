import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ifThere } from './files.ts';
import { readPostmaster } from './postmaster.ts';
import { cannotRun, programEnvironment } from './programs.ts';
import { type ServerUser, spawnIds } from './run-as.ts';

export interface Launch {
  postgres: string;
  cluster: string;
  logFile: string;
  settings: Record<string, string>;
  user: ServerUser | undefined;
  /** The pid in a `postmaster.pid` that is known to be no server of this cluster. */
  stalePid: number | undefined;
}

/** `gone`: the server ended before it was ready, and what it said. `slow`: it lives, but is not ready in time. */
export type Launched = { state: 'ready'; port: number } | { state: 'gone'; said: string } | { state: 'slow' };

const DEFAULTS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  lc_messages: 'C',
  // The detail of a failed statement holds the values of its row: mail addresses, for one.
  log_error_verbosity: 'terse',
};

const LOG_BYTES = 8 * 1024 * 1024;

/** A crash recovery may take this long. */
const READY_WITHIN_MS = 120_000;

/**
 * Starts a server on a free port and waits until it takes connections. It gets a session of its own, so that Ctrl-C in
 * the terminal reaches the service alone, which stops the server when it has drained; and so it outlives us if killed.
 */
export async function launch(what: Launch): Promise<Launched> {
  const port = await freePort();
  const log = await openLog(what.logFile);
  try {
    const { size } = await log.stat();
    const server = spawnServer(what, port, log);
    const failed = once(server, 'error').then(([error]) => error);
    if (server.pid === undefined) {
      const error: unknown = await failed;
      throw cannotRun(error) ?? error;
    }
    const state = await untilReady(what.cluster, server);
    if (state === 'gone') return { state, said: await readFrom(what.logFile, size) };
    return state === 'ready' ? { state, port } : { state };
  } finally {
    await log.close();
  }
}

function spawnServer(what: Launch, port: number, log: FileHandle): ChildProcess {
  const settings = Object.entries({ ...DEFAULTS, port: String(port), ...what.settings });
  const environment = programEnvironment();
  // PostgreSQL refuses to start while the pid in its file lives, whoever that is, unless it is told that it is an
  // ancestor of its own (CreateLockFile in miscinit.c). Its check for shared memory still in use stays on: deleting
  // the file would switch that off.
  if (what.stalePid !== undefined) environment.PG_GRANDPARENT_PID = String(what.stalePid);
  const args = ['-D', what.cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const server = spawn(what.postgres, args, {
    ...spawnIds(what.user),
    cwd: what.cluster,
    env: environment,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  server.unref();
  return server;
}

async function untilReady(cluster: string, server: ChildProcess): Promise<Launched['state']> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null) return 'gone';
    const postmaster = await readPostmaster(cluster);
    if (postmaster?.ready && postmaster.pid === server.pid) return 'ready';
    await delay(10);
  }
  return 'slow';
}

/** Somebody may take it before the server does: the caller tries again. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('A TCP listener has a port.');
  return address.port;
}

/** The log of a long past goes; what happened of late stays readable. */
async function openLog(file: string): Promise<FileHandle> {
  const before = await ifThere(stat(file));
  if (before && before.size > LOG_BYTES) await rename(file, `${file}.1`);
  return open(file, 'a', 0o600);
}

async function readFrom(file: string, offset: number): Promise<string> {
  const log = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(16_384);
    const { bytesRead } = await log.read(buffer, 0, buffer.length, offset);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await log.close();
  }
}
