import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks `attempt` again and again until it gives a value that is neither `undefined` nor `false`, and returns that value.
 * An attempt that throws counts as "not yet"; its message is told if the time runs out.
 *
 * @param what what is being waited for, named in the error
 * @param attempt one try; called at least once
 * @param options `timeoutMs` (10 s unless told) and `intervalMs` between two tries (50 ms); aborting `signal`
 *   ends the waiting early
 * @throws Error when `timeoutMs` have passed without such a value
 */
export async function until<T>(
  what: string,
  attempt: () => T | undefined | false | Promise<T | undefined | false>,
  options: { timeoutMs?: number; intervalMs?: number; signal?: AbortSignal } = {},
): Promise<T> {
  const { timeoutMs = 10_000, intervalMs = 50 } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let reason = '';
    try {
      const value = await attempt();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      reason = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() >= deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}${reason}`);
    await delay(intervalMs, undefined, { signal: options.signal });
  }
}
