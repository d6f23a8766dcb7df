import type { EventLog } from '../ports/event-log.ts';

interface Dependencies {
  readonly eventLog: Pick<EventLog, 'head'>;
  /** Milliseconds between two looks, while somebody waits. */
  readonly pollMs: number;
}

interface Waiter {
  readonly position: bigint;
  readonly wake: () => void;
}

/** Lets any number of readers wait for what comes next, at the price of one small query a look for all of them. */
export class LogWatcher {
  readonly #deps: Dependencies;
  readonly #waiters = new Set<Waiter>();
  #looking = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Resolves when there is an event after this position, or when so many milliseconds have passed. Never throws. */
  async beyond(position: bigint, withinMs: number): Promise<void> {
    const { promise, resolve: wake } = Promise.withResolvers<void>();
    const waiter = { position, wake };
    const timer = setTimeout(wake, withinMs);
    this.#waiters.add(waiter);
    if (!this.#looking) void this.#look();
    await promise;
    clearTimeout(timer);
    this.#waiters.delete(waiter);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#waiters.size > 0) {
      // Whoever waits asks again by itself and is told what is wrong then.
      const head = await this.#deps.eventLog.head().catch(() => -1n);
      for (const { position, wake } of this.#waiters) if (position < head) wake();
      await new Promise((resolve) => setTimeout(resolve, this.#deps.pollMs));
    }
    this.#looking = false;
  }
}
