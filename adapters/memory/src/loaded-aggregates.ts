/** An aggregate in a unit of work, and the state that its write is guarded by. */
export interface Loaded<Aggregate, State> {
  readonly aggregate: Aggregate;
  /** Null for one that was added: there must be no row yet. */
  readonly stored: State | null;
}

/** The identity map of one kind of aggregate: whoever asks twice gets the same object. */
export class LoadedAggregates<Aggregate, State> {
  readonly #byId = new Map<string, Loaded<Aggregate, State>>();
  readonly #idOf: (aggregate: Aggregate) => string;

  constructor(idOf: (aggregate: Aggregate) => string) {
    this.#idOf = idOf;
  }

  get(id: string): Aggregate | undefined {
    return this.#byId.get(id)?.aggregate;
  }

  add(aggregate: Aggregate): void {
    this.#byId.set(this.#idOf(aggregate), { aggregate, stored: null });
  }

  /** The aggregate of this id: the remembered one, or one made from what is stored. */
  remember(id: string, stored: State | undefined, restore: (state: State) => Aggregate): Aggregate | null {
    const known = this.get(id);
    if (known !== undefined) return known;
    if (stored === undefined) return null;
    const aggregate = restore(stored);
    this.#byId.set(id, { aggregate, stored });
    return aggregate;
  }

  find(matches: (aggregate: Aggregate) => boolean): Aggregate | undefined {
    return this.all().find((entry) => matches(entry.aggregate))?.aggregate;
  }

  all(): readonly Loaded<Aggregate, State>[] {
    return [...this.#byId.values()];
  }
}
