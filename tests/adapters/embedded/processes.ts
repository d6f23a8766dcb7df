import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedRole, EmbeddedServer } from '@users/postgres/embedded-server';
import pg from 'pg';

export interface ChildRequest {
  dataDir: string;
  role: EmbeddedRole;
}

export type ChildReport =
  | { state: 'started'; url: string; adopted: boolean; firstStart: boolean }
  | { state: 'refused'; name: string; message: string };

export interface Child {
  process: ChildProcess;
  report: Promise<ChildReport>;
  /** Lets it stop its server and waits until it has ended. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** A process of its own group, as a terminal would start it. */
export function startChild(dataDir: string, role: EmbeddedRole = 'owner'): Child {
  const file = fileURLToPath(new URL('child.ts', import.meta.url));
  const child = fork(file, [JSON.stringify({ dataDir, role } satisfies ChildRequest)], {
    execArgv: [],
    detached: true,
  });
  const exit = once(child, 'exit');
  const report = new Promise<ChildReport>((resolve, reject) => {
    child.once('message', (message) => resolve(message as ChildReport));
    exit.then(() => reject(new Error('The child ended without a report.')), reject);
  });
  // Whoever kills it does not wait for its report.
  report.catch(() => undefined);
  return {
    process: child,
    report,
    async stop() {
      // One that was refused ends by itself and no longer listens.
      if ((await report).state === 'started') child.send('stop');
      await exit;
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

export async function started(child: Child): Promise<Extract<ChildReport, { state: 'started' }>> {
  const report = await child.report;
  if (report.state !== 'started') throw new Error(report.message);
  return report;
}

/** Runs statements, one after the other, on one connection; gives the rows of the last. */
export async function sql(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

/** The pid in the server's own file: undefined when it was shut down in order. */
export async function serverPid({ dataPath }: Pick<EmbeddedServer, 'dataPath'>): Promise<number | undefined> {
  const file = await readFile(pidFile(dataPath), 'utf8').catch(() => '');
  return file ? Number.parseInt(file, 10) : undefined;
}

export function pidFile(dataPath: string): string {
  return join(dataPath, 'cluster', 'postmaster.pid');
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
