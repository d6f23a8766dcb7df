/** Hands chunks on in their order, each so many milliseconds after it came. */
export class DelayLine {
  readonly #write: (chunk: Buffer) => void;
  readonly #waiting: { readonly due: number; readonly chunk: Buffer }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (chunk: Buffer) => void) {
    this.#write = write;
  }

  /** @param delayMs 0 hands it on at once, unless others before it still wait */
  push(chunk: Buffer, delayMs: number): void {
    this.#waiting.push({ due: performance.now() + delayMs, chunk });
    this.#pump();
  }

  /** One timer for all: two of different lengths need not fire in the order in which they are due. */
  #pump(): void {
    if (this.#timer !== undefined) return;
    const now = performance.now();
    while (this.#waiting[0] !== undefined && this.#waiting[0].due <= now) {
      this.#write((this.#waiting.shift() as { chunk: Buffer }).chunk);
    }
    const next = this.#waiting[0];
    if (next === undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, next.due - now);
  }
}
