/** Hands chunks on in their order, each so many milliseconds after it came. */
export class DelayLine {
  readonly #write: (chunk: Buffer) => void;
  #lastDue = 0;

  constructor(write: (chunk: Buffer) => void) {
    this.#write = write;
  }

  /** @param delayMs 0 hands it on at once, unless others before it still wait */
  push(chunk: Buffer, delayMs: number): void {
    const now = performance.now();
    const due = Math.max(now + delayMs, this.#lastDue);
    if (due <= now) return this.#write(chunk);
    this.#lastDue = due;
    setTimeout(() => this.#write(chunk), due - now);
  }
}
