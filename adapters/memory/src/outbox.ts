import type { Backlog, Clock, HoldOptions, Outbox, ParkedEvent, RelayLease, StoredEvent } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryOutbox implements Outbox {
  readonly #store: MemoryStore;
  readonly #clock: Clock;

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  /** A lease that ran out begins anew with the next fence, even for its last holder: it may have been asleep. */
  async acquire(holder: string, ttlSeconds: number): Promise<RelayLease | null> {
    await roundTrip();
    const now = this.#clock.now();
    const lease = this.#store.relayLease;
    const alive = lease.holder !== null && lease.expiresAt > now;
    if (alive && lease.holder !== holder) return null;
    const fence = alive ? lease.fence : lease.fence + 1n;
    this.#store.relayLease = { holder, fence, expiresAt: new Date(now.getTime() + ttlSeconds * 1000) };
    return { fence };
  }

  async release(holder: string): Promise<void> {
    await roundTrip();
    const lease = this.#store.relayLease;
    if (lease.holder === holder) this.#store.relayLease = { ...lease, holder: null };
  }

  async read(limit: number, maxBytes = Number.POSITIVE_INFINITY): Promise<readonly StoredEvent[]> {
    await roundTrip();
    const ready = this.#ready().slice(0, limit);
    let bytes = 0;
    const fitting = ready.findIndex(({ data }) => {
      const full = bytes >= maxBytes;
      bytes += Buffer.byteLength(JSON.stringify(data));
      return full;
    });
    return copy(fitting === -1 ? ready : ready.slice(0, fitting));
  }

  async move(lease: RelayLease, events: readonly StoredEvent[]): Promise<boolean> {
    await roundTrip();
    const store = this.#store;
    if (store.relayLease.fence !== lease.fence) return false;
    const published = new Set(events.map((event) => event.id));
    // The rows come from the outbox, not from the caller: what was moved before is not moved twice.
    const moved = store.outbox.filter((event) => published.has(event.id));
    store.outbox = store.outbox.filter((event) => !published.has(event.id));
    for (const { id } of moved) store.refusals.delete(id);
    for (const event of moved) {
      store.logHead += 1n;
      store.log.push({ ...event, position: store.logHead, scrubbed: false });
    }
    return true;
  }

  async hold(lease: RelayLease, { id }: StoredEvent, options: HoldOptions): Promise<'held' | 'parked' | null> {
    await roundTrip();
    const store = this.#store;
    const there = store.outbox.some((event) => event.id === id);
    if (store.relayLease.fence !== lease.fence || !there) return null;
    const now = this.#clock.now();
    const attempts = (store.refusals.get(id)?.attempts ?? 0) + 1;
    const parkedAt = attempts >= options.maxAttempts ? now : null;
    const retryAt = new Date(now.getTime() + options.retryAfterSeconds * 1000);
    store.refusals.set(id, { attempts, parkedAt, retryAt, reason: options.reason });
    return parkedAt === null ? 'held' : 'parked';
  }

  async parked(limit: number): Promise<readonly ParkedEvent[]> {
    await roundTrip();
    const found = this.#store.outbox.flatMap(({ id, type, subject, sequence, time, position }) => {
      const refusal = this.#store.refusals.get(id);
      if (!refusal?.parkedAt) return [];
      const behind = this.#store.outbox.filter((other) => other.subject === subject && other.position > position);
      const { reason, attempts, parkedAt } = refusal;
      return [{ ...{ id, type, subject, sequence, time, reason, attempts, parkedAt }, behind: behind.length }];
    });
    return copy(found.slice(0, limit));
  }

  async retry(id: string | null): Promise<number> {
    await roundTrip();
    const { refusals } = this.#store;
    const chosen = [...refusals].filter(([key, { parkedAt }]) => parkedAt !== null && (id === null || key === id));
    for (const [key] of chosen) refusals.delete(key);
    return chosen.length;
  }

  async backlog(): Promise<Backlog> {
    await roundTrip();
    const { outbox, refusals } = this.#store;
    const parked = [...refusals.values()].filter(({ parkedAt }) => parkedAt !== null).length;
    return { waiting: outbox.length, oldest: copy(this.#ready()[0]?.time ?? null), parked };
  }

  /** Neither held nor behind a held one of the same subject. */
  #ready(): readonly StoredEvent[] {
    const now = this.#clock.now();
    const held = new Set<string>();
    return this.#store.outbox.filter(({ id, subject }) => {
      const refusal = this.#store.refusals.get(id);
      if (refusal && (refusal.parkedAt !== null || refusal.retryAt > now)) held.add(subject);
      return !held.has(subject);
    });
  }
}
