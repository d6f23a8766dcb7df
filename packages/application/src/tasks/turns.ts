/** A place in the line; `end` gives it up, whether its turn had come or not, and may be called again. */
export interface Turn {
  readonly come: Promise<void>;
  end(): void;
}

/** One at a time, in the order of asking. */
export class Turns {
  readonly #line: { readonly come: () => void }[] = [];

  ask(): Turn {
    const { promise, resolve } = Promise.withResolvers<void>();
    const place = { come: resolve };
    this.#line.push(place);
    if (this.#line[0] === place) resolve();
    return { come: promise, end: () => this.#leave(place) };
  }

  #leave(place: { readonly come: () => void }): void {
    const at = this.#line.indexOf(place);
    if (at < 0) return;
    this.#line.splice(at, 1);
    this.#line[0]?.come();
  }
}
