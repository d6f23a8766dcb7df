import type { Logger } from './logger.ts';

/**
 * What a stop may take after draining: requests under way 10 s, tasks 20 s, a batch of events and the connections the
 * rest. Each has a bound of its own; this one holds when such a bound does not.
 */
export const stopSeconds = 45;

/**
 * Ends the process when a stop has taken so long: who waits for it (systemd, Kubernetes) would kill it without a word.
 * Nothing is lost by that: what was acknowledged is stored, and what was leased is another process's in a moment.
 *
 * @param seconds from now
 * @param exit ends the process; replaced in tests
 */
export function endAfter(
  seconds: number,
  log: Pick<Logger, 'error'>,
  exit: (code: number) => void = process.exit,
): void {
  const timer = setTimeout(() => {
    log.error(`still not stopped after ${seconds} s: ending now`);
    exit(1);
  }, seconds * 1000);
  timer.unref();
}
