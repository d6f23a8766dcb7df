interface Entry<Answer> {
  /** Before the question was asked: what the answer saw is at least as new. */
  readonly askedAtMs: number;
  readonly answer: Promise<Answer>;
}

/** @param options.fresh ask now, whatever is remembered */
type Recall<Answer> = (name: string, options: { fresh: boolean }, ask: () => Promise<Answer>) => Promise<Answer>;

const maxAgeMs = 900;
const maxEntries = 20_000;

/**
 * Remembers answers for 900 ms, counted from before the question: what is taken away is gone everywhere within a second,
 * with nothing to invalidate. Those who ask the same together share one question. An error is not remembered.
 *
 * @param monotonicMs milliseconds of a clock that never goes back
 */
export function recentAnswers<Answer>(monotonicMs: () => number): Recall<Answer> {
  const entries = new Map<string, Entry<Answer>>();
  return async (name, options, ask) => {
    const known = entries.get(name);
    const now = monotonicMs();
    if (!options.fresh && known && now - known.askedAtMs < maxAgeMs) return known.answer;
    const entry: Entry<Answer> = { askedAtMs: now, answer: ask() };
    remember(entries, name, entry);
    try {
      return await entry.answer;
    } catch (error) {
      if (entries.get(name) === entry) entries.delete(name);
      throw error;
    }
  };
}

function remember<Answer>(entries: Map<string, Entry<Answer>>, name: string, entry: Entry<Answer>): void {
  // Deleting first moves the name to the end: the map's order is the order of age.
  entries.delete(name);
  entries.set(name, entry);
  for (const [oldest, { askedAtMs }] of entries) {
    if (entries.size <= maxEntries && entry.askedAtMs - askedAtMs < maxAgeMs) break;
    entries.delete(oldest);
  }
}
