import { DatabaseSync } from 'node:sqlite';
import { EmbeddedServerError } from './errors.ts';

export interface FileLock {
  /** Gives the lock back; a second call does nothing. */
  release(): void;
}

/** `BEGIN` alone takes no lock: the first read does. */
const STATEMENTS = {
  exclusive: 'BEGIN EXCLUSIVE',
  shared: 'BEGIN; SELECT count(*) FROM sqlite_schema',
} as const;

/** A handle that nothing refers to would be closed by the garbage collector, and its lock with it. */
const held = new Set<DatabaseSync>();

const SQLITE_BUSY = 5;

/**
 * Takes a lock that lives as long as this process: the kernel drops it however the process ends, so there is no stale
 * lock to recognise, no reused pid to mistake for a living holder, and no moment between looking and taking.
 * Node has no flock(2) of its own; an empty SQLite file is its one way to the kernel's locks, on every platform
 * (https://sqlite.org/lockingv3.html). Nothing is ever written to the file.
 *
 * @returns undefined when somebody else holds it in a way that excludes `mode`; of two who try at the same moment,
 *   both may be told so, hence what must be decided once is tried again or asked under another lock
 */
export function tryLock(file: string, mode: keyof typeof STATEMENTS): FileLock | undefined {
  const handle = open(file);
  try {
    handle.exec(STATEMENTS[mode]);
  } catch (error) {
    handle.close();
    if (isBusy(error)) return undefined;
    throw denied(file, error);
  }
  held.add(handle);
  return {
    release() {
      if (held.delete(handle)) handle.close();
    },
  };
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw denied(file, error);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function denied(file: string, cause: unknown): EmbeddedServerError {
  return new EmbeddedServerError(
    'data_denied',
    `The lock file ${file} cannot be used by this user. Start as the user who made the data, or set DATA_DIR to a folder of your own.`,
    { cause },
  );
}
