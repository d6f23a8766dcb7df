import { DependencyUnavailable, type EventPublisher, type StoredEvent } from '@users/application';
import { MemoryEventPublisher } from '@users/memory';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada } from '../support/accounts.ts';
import { leaseSeconds, outboxWith, relayOf } from '../support/relay-fixture.ts';
import { useCaseFixture } from '../support/use-case-fixture.ts';

/** Batches of one size. */
const batch = (size: number) => ({ min: size, max: size, maxBytes: 1_000_000 });

const ids = (events: readonly StoredEvent[]): readonly string[] => events.map(({ id }) => id);

/** An account with its three events, and a broker. */
async function waiting() {
  const fixture = useCaseFixture();
  await activeAccount(fixture);
  const outbox = await fixture.memory.outbox.read(100);
  return { fixture, outbox, broker: new MemoryEventPublisher(), log: fixture.memory.store.log };
}

describe('a step of the relay', () => {
  it('publishes the oldest batch in order, then moves it to the log', async () => {
    const { fixture, outbox, broker, log } = await waiting();
    const one = relayOf(fixture, 'one', broker, { batch: batch(2) });
    expect([await one.step(), await one.step(), await one.step()]).toEqual([2, 1, 0]);
    expect(ids(broker.published)).toEqual(ids(outbox));
    expect(ids(log)).toEqual(ids(outbox));
    expect(log.map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    expect(await fixture.memory.outbox.backlog()).toEqual({ waiting: 0, oldest: null, parked: 0 });
  });

  it('gives the same bytes to broker and log', async () => {
    const { fixture, broker, log } = await waiting();
    await relayOf(fixture, 'one', broker).step();
    const told = ({ id, type, subject, sequence, stream, data }: StoredEvent) => ({
      id,
      type,
      subject,
      sequence,
      stream,
      data,
    });
    expect(JSON.stringify(log.map(told))).toBe(JSON.stringify(broker.published.map(told)));
  });

  it('moves nothing that the broker did not take', async () => {
    const { fixture, outbox, broker, log } = await waiting();
    const publish = () => Promise.reject(new DependencyUnavailable('kafka'));
    await expect(relayOf(fixture, 'one', { publish }).step()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(log).toEqual([]);
    expect(await relayOf(fixture, 'one', broker).step()).toBe(3);
    expect(ids(broker.published)).toEqual(ids(outbox));
  });

  it('killed between publish and move publishes the same ids again, once for the log', async () => {
    const { fixture, outbox, broker, log } = await waiting();
    const { memory } = fixture;
    const killed = relayOf(fixture, 'one', broker, {
      outbox: outboxWith(memory.outbox, { move: () => Promise.reject(new Error('killed')) }),
    });
    await expect(killed.step()).rejects.toThrow('killed');
    fixture.clock.advance(leaseSeconds);
    expect(await relayOf(fixture, 'two', broker).step()).toBe(3);
    expect(ids(broker.published)).toEqual([...ids(outbox), ...ids(outbox)]);
    expect(ids(log)).toEqual(ids(outbox));
  });
});

describe('of two relays', () => {
  it('one stands by while the other is active, and takes over when it gives up or dies', async () => {
    const { fixture, broker } = await waiting();
    const [one, two] = [
      relayOf(fixture, 'one', broker, { batch: batch(1) }),
      relayOf(fixture, 'two', broker, { batch: batch(1) }),
    ];
    expect([await one.step(), await two.step()]).toEqual([1, null]);
    await one.release();
    expect([await two.step(), await one.step()]).toEqual([1, null]);
    fixture.clock.advance(leaseSeconds);
    // The other had work before, so it asks for the lease at once; then it finds nothing left and asks no more.
    expect([await one.step(), await two.step(), await two.step()]).toEqual([1, null, 0]);
  });

  it('one that was overtaken while it published moves nothing', async () => {
    const { fixture, outbox, broker, log } = await waiting();
    const two = relayOf(fixture, 'two', broker);
    const publish: EventPublisher['publish'] = async (events) => {
      await broker.publish(events);
      fixture.clock.advance(leaseSeconds);
      expect(await two.step()).toBe(3);
      return [];
    };
    expect(await relayOf(fixture, 'one', { publish }).step()).toBeNull();
    expect(ids(log)).toEqual(ids(outbox));
    expect(new Set(ids(broker.published)).size).toBe(3);
  });

  it('a stale fence moves nothing even when there is something new', async () => {
    const { fixture, broker, log } = await waiting();
    const stale = await fixture.memory.outbox.acquire('one', leaseSeconds);
    fixture.clock.advance(leaseSeconds);
    expect(await relayOf(fixture, 'two', broker).step()).toBe(3);
    await activeAccount(fixture, { ...ada, email: 'second@example.org' });
    const fresh = await fixture.memory.outbox.read(100);
    expect(fresh).toHaveLength(3);
    expect(stale && (await fixture.memory.outbox.move(stale, fresh))).toBe(false);
    expect(log).toHaveLength(3);
  });
});
