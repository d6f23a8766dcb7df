import type { Logger } from './logger.ts';

export interface LoopOptions {
  readonly name: string;
  /** One batch; the number of things done, 0 or null when there was nothing to do. */
  readonly step: () => Promise<number | null>;
  /** The longest wait while there is nothing to do. */
  readonly idleMs: number;
  readonly log: Logger;
}

const shortestWaitMs = 25;
const errorWaitMs = 1000;

/**
 * Steps for ever: at once again while there is work, with growing pauses while there is none. A wake in the same
 * process ends the pause; processes that nobody wakes find new work within `idleMs`. A failing step is told once, tried
 * on, and told again when it works.
 */
export class BackgroundLoop {
  readonly #options: LoopOptions;
  #running: Promise<void> | null = null;
  #stopping = false;
  #woken = false;
  #endPause: () => void = () => {};

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be work. */
  wake(): void {
    this.#woken = true;
    this.#endPause();
  }

  /** Finishes the step that is running. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endPause();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { step, idleMs, log, name } = this.#options;
    let waitMs = shortestWaitMs;
    let failing = false;
    while (!this.#stopping) {
      this.#woken = false;
      try {
        const done = await step();
        if (failing) log.info(`${name} works again`);
        failing = false;
        waitMs = done ? 0 : Math.min(Math.max(waitMs, shortestWaitMs) * 2, idleMs);
      } catch (error) {
        if (!failing) log.warn({ err: error }, `${name} failed and is tried again until it works`);
        failing = true;
        waitMs = errorWaitMs;
      }
      if (waitMs > 0) await this.#pause(waitMs, failing);
    }
  }

  /** A wake says that there is work, not that what is away has come back: it does not cut a pause after a failure. */
  #pause(ms: number, failing: boolean): Promise<void> {
    if (this.#stopping || (this.#woken && !failing)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        if (failing && !this.#stopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
