/**
 * A consistency boundary that remembers what happened to it. The unit of work pulls the events when it commits, so no
 * use-case can forget to publish; `touched` marks bookkeeping that changes the row but tells nobody.
 */
export abstract class AggregateRoot<Event> {
  #events: Event[] = [];
  #touched = false;

  protected record(event: Event): void {
    this.#events.push(event);
  }

  protected touch(): void {
    this.#touched = true;
  }

  /** True when state changed without an event (last log-in, rehash, a rotated session). */
  get touched(): boolean {
    return this.#touched;
  }

  /** The events since the last pull, oldest first; a second call returns none. */
  pullEvents(): readonly Event[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
