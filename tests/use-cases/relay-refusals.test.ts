import {
  acknowledged,
  DependencyUnavailable,
  type EventPublisher,
  type RelayRefusal,
  type StoredEvent,
} from '@users/application';
import { MemoryEventPublisher } from '@users/memory';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada } from '../support/accounts.ts';
import { relayOf } from '../support/relay-fixture.ts';
import { useCaseFixture } from '../support/use-case-fixture.ts';

const ids = (events: readonly StoredEvent[]): readonly string[] => events.map(({ id }) => id);

/** Two accounts with three events each, and a broker that refuses one of the first account's. */
async function refusing(maxAttempts = 3) {
  const fixture = useCaseFixture();
  const { id: hit } = await activeAccount(fixture);
  const { id: spared } = await activeAccount(fixture, { ...ada, email: 'grace@example.org' });
  const waiting = await fixture.memory.outbox.read(100);
  const culprit = waiting.filter(({ subject }) => subject === hit)[1] as StoredEvent;
  const broker = new MemoryEventPublisher();
  const refused = new Set([culprit.id]);
  const publisher: EventPublisher = {
    async publish(events, permit) {
      const bad = events.filter(({ id }) => refused.has(id)).map((event) => ({ event, reason: 'too large' }));
      await broker.publish(acknowledged(events, bad), permit);
      return bad;
    },
  };
  const reports: RelayRefusal[] = [];
  const relay = relayOf(fixture, 'one', publisher, { maxAttempts, report: (refusal) => reports.push(refusal) });
  return { fixture, hit, spared, waiting, culprit, broker, refused, relay, reports };
}

describe('an event that the broker refuses for itself', () => {
  it('is tried again, and parked when it was refused often enough; other users do not wait', async () => {
    const { fixture, spared, waiting, culprit, broker, relay, reports } = await refusing();
    expect(await relay.step()).toBe(5);
    const gone = waiting.filter(({ subject, id }) => subject === spared || id === waiting[0]?.id);
    expect(ids(broker.published)).toEqual(ids(gone));
    expect(ids(fixture.memory.store.log)).toEqual(ids(gone));
    // It is not tried at once: what was refused a moment ago would be refused again.
    expect([await relay.step(), await relay.step()]).toEqual([0, 0]);
    fixture.clock.advance(5);
    expect(await relay.step()).toBe(1);
    expect(await fixture.memory.outbox.parked(10)).toEqual([]);
    fixture.clock.advance(5);
    expect(await relay.step()).toBe(1);
    expect(await fixture.memory.outbox.parked(10)).toMatchObject([{ id: culprit.id, attempts: 3, behind: 1 }]);
    expect(reports.map(({ result }) => result)).toEqual(['held', 'held', 'parked']);
    fixture.clock.advance(3600);
    expect(await relay.step()).toBe(0);
  });

  it('goes out with what waited behind it, in order, once it is retried', async () => {
    const { fixture, hit, culprit, refused, relay, waiting } = await refusing(1);
    await relay.step();
    refused.clear();
    expect(await fixture.memory.outbox.retry(culprit.id)).toBe(1);
    expect(await relay.step()).toBe(2);
    const own = (events: readonly StoredEvent[]) => ids(events.filter(({ subject }) => subject === hit));
    expect(own(fixture.memory.store.log)).toEqual(own(waiting));
    expect(await fixture.memory.outbox.backlog()).toEqual({ waiting: 0, oldest: null, parked: 0 });
  });

  it('is not counted while the broker is away', async () => {
    const { fixture, relay } = await refusing(1);
    const away: EventPublisher = { publish: () => Promise.reject(new DependencyUnavailable('kafka')) };
    const one = relayOf(fixture, 'two', away, { maxAttempts: 1 });
    for (let tries = 0; tries < 10; tries += 1) await expect(one.step()).rejects.toThrow(DependencyUnavailable);
    expect(await fixture.memory.outbox.parked(10)).toEqual([]);
    expect(await relay.step()).toBe(5);
  });
});
