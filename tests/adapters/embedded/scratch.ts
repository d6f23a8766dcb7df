import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, type EmbeddedServerOptions, startEmbeddedServer } from '@users/postgres/embedded-server';
import { afterEach, beforeEach } from 'vitest';
import { type Child, isAlive, serverPid, startChild } from './processes.ts';

export interface Scratch {
  /** Not there yet; new for each test. */
  readonly dataDir: string;
  /** A folder around `dataDir` that goes with the test. */
  readonly folder: string;
  start(options?: Partial<EmbeddedServerOptions>): Promise<EmbeddedServer>;
  child(role?: 'owner' | 'guest'): Child;
}

/** A data folder for each test of the file, whose processes and servers are gone afterwards, however the test ended. */
export function useScratch(): Scratch {
  let folder = '';
  let cleanups: (() => Promise<unknown>)[] = [];
  const dataDir = () => join(folder, 'a service’s data', '.data');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-'));
    // mkdtemp closes the folder to others, which is one test's subject and no other's.
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    try {
      for (const cleanup of cleanups.reverse()) await cleanup();
    } finally {
      cleanups = [];
      const pid = await serverPid({ dataPath: join(dataDir(), 'postgres') });
      if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGQUIT');
      await rm(folder, { recursive: true, force: true, maxRetries: 20 });
    }
  });

  return {
    get dataDir() {
      return dataDir();
    },
    get folder() {
      return folder;
    },
    async start(options = {}) {
      const server = await startEmbeddedServer({ dataDir: dataDir(), ...options });
      cleanups.push(() => server.stop());
      return server;
    },
    child(role) {
      const child = startChild(dataDir(), role);
      cleanups.push(() => child.kill());
      return child;
    },
  };
}
