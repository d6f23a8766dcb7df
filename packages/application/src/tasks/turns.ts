/** A place in the line; `end` gives it up, whether its turn had come or not, and may be called again. */
export interface Turn {
  readonly come: Promise<void>;
  end(): void;
}

/** A line in which one at a time has its turn, in the order of asking. */
export function oneAtATime(): { ask(): Turn } {
  const line: { readonly come: () => void }[] = [];
  return {
    ask() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const place = { come: resolve };
      line.push(place);
      line[0]?.come();
      const end = () => {
        const at = line.indexOf(place);
        if (at < 0) return;
        line.splice(at, 1);
        line[0]?.come();
      };
      return { come: promise, end };
    },
  };
}
