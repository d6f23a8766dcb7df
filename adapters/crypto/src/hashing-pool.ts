import { HashingOverloaded } from '@users/application';

export interface HashingPoolOptions {
  /** How many run at once. */
  readonly width: number;
  /** How many may wait beyond those. */
  readonly queueLimit: number;
}

/**
 * So many hashes at once and so many waiting, first come first served. Beyond that a caller is refused at once: a flood
 * of log-ins is answered cheaply instead of making everyone wait until they give up.
 */
export class HashingPool {
  readonly #options: HashingPoolOptions;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @throws RangeError when width is no positive integer, or the limit no integer from 0 */
  constructor(options: HashingPoolOptions) {
    const { width, queueLimit } = options;
    if (!Number.isSafeInteger(width) || width < 1) throw new RangeError('the hashing pool needs a width of 1 or more');
    if (!Number.isSafeInteger(queueLimit) || queueLimit < 0) throw new RangeError('a queue limit is 0 or more');
    this.#options = options;
  }

  /** Hashes that run now. */
  get running(): number {
    return this.#running;
  }

  /** Callers that wait now. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws HashingOverloaded before anything is done, when the queue is full */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#options.width) this.#running += 1;
    else await this.#queue();
    try {
      return await work();
    } finally {
      this.#handOver();
    }
  }

  #queue(): Promise<void> {
    if (this.#waiting.length >= this.#options.queueLimit) throw new HashingOverloaded();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** The place goes straight to the longest waiting: nobody who arrives in between can take it. */
  #handOver(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
