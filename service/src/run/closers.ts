import type { Logger } from './logger.ts';

type Close = () => Promise<void> | void;

/** What was opened, closed in reverse: the last that was opened needs all that came before it. */
export class Closers {
  readonly #stack: { name: string; close: Close }[] = [];

  add(name: string, close: Close): void {
    this.#stack.push({ name, close });
  }

  /** Closes everything; one that fails is told and keeps none of the others open. */
  async closeAll(log?: Logger): Promise<void> {
    for (let entry = this.#stack.pop(); entry; entry = this.#stack.pop()) {
      try {
        await entry.close();
      } catch (error) {
        log?.warn({ err: error }, `closing ${entry.name} failed`);
      }
    }
  }
}
