import { type EventLog, type LogPage, type LogQuery, NotYet, scrubbedData } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryEventLog implements EventLog {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async read({ after, limit, types, subject }: LogQuery): Promise<LogPage> {
    await roundTrip();
    const { log, logHead: head, stream } = this.#store;
    const oldest = log[0];
    const floor = oldest === undefined ? head : oldest.position - 1n;
    const start = after ?? floor;
    const wanted = log.filter(
      (event) =>
        event.position > start &&
        (types === null || types.includes(event.type)) &&
        (subject === null || event.subject === subject),
    );
    const events = copy(wanted.slice(0, limit));
    const through = events.length === limit ? (events.at(-1)?.position ?? start) : head;
    return { stream, floor, head, events, through: through > start ? through : start };
  }

  async head(): Promise<bigint> {
    await roundTrip();
    return this.#store.logHead;
  }

  async scrub(subject: string, limit: number): Promise<number> {
    await roundTrip();
    const { log, outbox } = this.#store;
    if (outbox.some((event) => event.subject === subject)) throw new NotYet('the events of this user are published');
    let count = 0;
    for (const [index, event] of log.entries()) {
      if (count === limit) break;
      if (event.subject !== subject || event.scrubbed || event.type === 'user.deleted') continue;
      log[index] = { ...event, data: scrubbedData(event.data), traceparent: null, scrubbed: true };
      count += 1;
    }
    return count;
  }
}
