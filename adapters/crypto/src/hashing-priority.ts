import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';

const lowest = 19;
const tasks = '/proc/self/task';

/**
 * Gives the threads that hash the lowest priority (nice 19), so that log-ins get the whole machine while it is free and
 * a flood of them cannot slow reads: those run on the main thread. Call it once a first hash has made the threads. They
 * are libuv's, which also serve files, name look-ups and WebCrypto.
 *
 * Only Linux has priorities per thread; elsewhere, or where /proc is closed, nothing happens.
 *
 * @returns how many threads were lowered
 */
export function lowerHashingPriority(): number {
  if (process.platform !== 'linux') return 0;
  try {
    return readdirSync(tasks).filter(isHashingThread).filter(lower).length;
  } catch {
    return 0;
  }
}

function isHashingThread(task: string): boolean {
  try {
    return readFileSync(`${tasks}/${task}/comm`, 'utf8').trim() === 'libuv-worker';
  } catch {
    // The thread ended between the listing and the look.
    return false;
  }
}

function lower(task: string): boolean {
  try {
    setPriority(Number(task), lowest);
    return true;
  } catch {
    return false;
  }
}
