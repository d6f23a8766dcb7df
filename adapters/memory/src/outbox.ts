import type { Clock, Outbox, RelayLease, StoredEvent } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryOutbox implements Outbox {
  readonly #store: MemoryStore;
  readonly #clock: Clock;

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  async acquire(holder: string, ttlSeconds: number): Promise<RelayLease | null> {
    await roundTrip();
    const now = this.#clock.now();
    const lease = this.#store.relayLease;
    const ours = lease.holder === holder;
    if (!ours && lease.holder !== null && lease.expiresAt > now) return null;
    const fence = ours ? lease.fence : lease.fence + 1n;
    this.#store.relayLease = { holder, fence, expiresAt: new Date(now.getTime() + ttlSeconds * 1000) };
    return { fence };
  }

  async release(holder: string): Promise<void> {
    await roundTrip();
    const lease = this.#store.relayLease;
    if (lease.holder === holder) this.#store.relayLease = { ...lease, holder: null };
  }

  async read(limit: number): Promise<readonly StoredEvent[]> {
    await roundTrip();
    return copy(this.#store.outbox.slice(0, limit));
  }

  async move(lease: RelayLease, events: readonly StoredEvent[]): Promise<boolean> {
    await roundTrip();
    const store = this.#store;
    if (store.relayLease.fence !== lease.fence) return false;
    const published = new Set(events.map((event) => event.id));
    // The rows come from the outbox, not from the caller: what was moved before is not moved twice.
    const moved = store.outbox.filter((event) => published.has(event.id));
    store.outbox = store.outbox.filter((event) => !published.has(event.id));
    for (const event of moved) store.log.push({ ...event, position: BigInt(store.log.length + 1) });
    return true;
  }

  async backlog(): Promise<{ waiting: number; oldest: Date | null }> {
    await roundTrip();
    return { waiting: this.#store.outbox.length, oldest: copy(this.#store.outbox[0]?.time ?? null) };
  }
}
