import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DataDirInUse, EmbeddedServerError } from './errors.ts';
import { type FileLock, tryLock } from './file-lock.ts';

/** An init and a crash recovery fit in; whoever waits longer stands behind a process that hangs. */
const PATIENCE_MS = 120_000;

/**
 * Who may do what with one data folder, held by three kernel locks:
 * - `owner`: exclusive for the life of the one long-running process;
 * - `users`: shared by every process that uses the server, so the last one to leave is known and stops it;
 * - `change`: exclusive for the moments in which the server is made, started, adopted, joined or left.
 */
export class Claims {
  readonly #dataDir: string;
  readonly #home: string;

  private constructor(dataDir: string, home: string) {
    this.#dataDir = dataDir;
    this.#home = home;
  }

  /** @param home the folder beside the data, so that two paths to the same data meet in the same locks */
  static async at(dataDir: string, home: string): Promise<Claims> {
    await mkdir(join(home, 'locks'), { recursive: true, mode: 0o700 });
    return new Claims(dataDir, home);
  }

  /** Only while `change` is held. @throws DataDirInUse when another owner lives */
  own(): FileLock {
    const lock = tryLock(this.#file('owner'), 'exclusive');
    if (!lock) throw new DataDirInUse(this.#dataDir, readOwner(this.#ownerFile));
    let owned = true;
    const release = () => {
      // Once only: later the file may be the next owner's.
      if (owned) rmSync(this.#ownerFile, { force: true });
      owned = false;
      lock.release();
    };
    try {
      writeFileSync(this.#ownerFile, JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
    } catch (error) {
      release();
      throw error;
    }
    return { release };
  }

  /** Joins the users of the server. Only while `change` is held, so it cannot meet somebody who is about to stop it. */
  join(): FileLock {
    const lock = tryLock(this.#file('users'), 'shared');
    if (!lock) throw new Error('The lock of the users is taken only while changing, yet it is busy.');
    return lock;
  }

  /** Runs `work` when nobody else uses the server, and keeps newcomers out meanwhile. Only while `change` is held. */
  async ifUnused(work: () => Promise<void>): Promise<void> {
    const lock = tryLock(this.#file('users'), 'exclusive');
    if (!lock) return;
    try {
      await work();
    } finally {
      lock.release();
    }
  }

  /** Runs `work` alone among all processes. @throws EmbeddedServerError `data_dir_busy` when its turn does not come */
  async changing<Result>(work: () => Promise<Result>): Promise<Result> {
    const lock = await this.#turn();
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  async #turn(): Promise<FileLock> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const lock = tryLock(this.#file('change'), 'exclusive');
      if (lock) return lock;
      if (performance.now() > deadline) {
        throw new EmbeddedServerError(
          'data_dir_busy',
          `Another process has been starting or stopping the database in ${this.#dataDir} for two minutes. Look at it and at postgres.log there, end it, and try again.`,
        );
      }
      // Two that try at the same moment may both be told that it is busy: not in step, or it happens again.
      await delay(5 + Math.random() * 20);
    }
  }

  #file(name: 'owner' | 'users' | 'change'): string {
    return join(this.#home, 'locks', name);
  }

  get #ownerFile(): string {
    return join(this.#home, 'owner.json');
  }
}

/** For the message alone: the lock decides, this file may be a moment behind it. */
function readOwner(file: string): { pid: number; since: string } | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('since' in owner)) return undefined;
    return typeof owner.pid === 'number' && typeof owner.since === 'string'
      ? { pid: owner.pid, since: owner.since }
      : undefined;
  } catch {
    return undefined;
  }
}
