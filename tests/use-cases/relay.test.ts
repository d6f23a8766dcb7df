import {
  DependencyUnavailable,
  type EventPublisher,
  type Outbox,
  Relay,
  RelayLeaseKeeper,
  type RelayRefusal,
  type StoredEvent,
} from '@users/application';
import { MemoryEventPublisher } from '@users/memory';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada } from '../support/accounts.ts';
import { type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const leaseSeconds = 5;

interface RelayOptions {
  readonly outbox?: Outbox;
  readonly batch?: { readonly min: number; readonly max: number; readonly maxBytes: number };
  /** Takes the renewal of the lease; nobody calls it unless told. */
  readonly every?: (ms: number, work: () => void) => () => void;
  readonly report?: (refusal: RelayRefusal) => void;
}

function relay(fixture: UseCaseFixture, holder: string, publisher: EventPublisher, options: RelayOptions = {}): Relay {
  const { outbox = fixture.memory.outbox, every = () => () => {}, ...rest } = options;
  const monotonicMs = () => fixture.clock.now().getTime();
  const lease = new RelayLeaseKeeper({ outbox, holder, leaseSeconds, monotonicMs, every });
  const usual = { batch: { min: 100, max: 100, maxBytes: 1_000_000 }, maxAttempts: 3, report: () => {} };
  return new Relay({ outbox, publisher, lease, ...usual, ...rest });
}

/** Batches of one size. */
const batch = (size: number) => ({ min: size, max: size, maxBytes: 1_000_000 });

/** The same outbox, but for some of its methods. */
function outboxWith(outbox: Outbox, changed: Partial<Outbox>): Outbox {
  return new Proxy(outbox, {
    get: (target, name) => Reflect.get(changed, name) ?? Reflect.get(target, name).bind(target),
  });
}

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
    const one = relay(fixture, 'one', broker, { batch: batch(2) });
    expect([await one.step(), await one.step(), await one.step()]).toEqual([2, 1, 0]);
    expect(ids(broker.published)).toEqual(ids(outbox));
    expect(ids(log)).toEqual(ids(outbox));
    expect(log.map(({ position }) => position)).toEqual([1n, 2n, 3n]);
    expect(await fixture.memory.outbox.backlog()).toEqual({ waiting: 0, oldest: null, parked: 0 });
  });

  it('gives the same bytes to broker and log', async () => {
    const { fixture, broker, log } = await waiting();
    await relay(fixture, 'one', broker).step();
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
    await expect(relay(fixture, 'one', { publish }).step()).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(log).toEqual([]);
    expect(await relay(fixture, 'one', broker).step()).toBe(3);
    expect(ids(broker.published)).toEqual(ids(outbox));
  });

  it('killed between publish and move publishes the same ids again, once for the log', async () => {
    const { fixture, outbox, broker, log } = await waiting();
    const { memory } = fixture;
    const killed = relay(fixture, 'one', broker, {
      outbox: outboxWith(memory.outbox, { move: () => Promise.reject(new Error('killed')) }),
    });
    await expect(killed.step()).rejects.toThrow('killed');
    fixture.clock.advance(leaseSeconds);
    expect(await relay(fixture, 'two', broker).step()).toBe(3);
    expect(ids(broker.published)).toEqual([...ids(outbox), ...ids(outbox)]);
    expect(ids(log)).toEqual(ids(outbox));
  });
});

describe('of two relays', () => {
  it('one stands by while the other is active, and takes over when it gives up or dies', async () => {
    const { fixture, broker } = await waiting();
    const [one, two] = [
      relay(fixture, 'one', broker, { batch: batch(1) }),
      relay(fixture, 'two', broker, { batch: batch(1) }),
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
    const two = relay(fixture, 'two', broker);
    const publish: EventPublisher['publish'] = async (events) => {
      await broker.publish(events);
      fixture.clock.advance(leaseSeconds);
      expect(await two.step()).toBe(3);
      return [];
    };
    expect(await relay(fixture, 'one', { publish }).step()).toBeNull();
    expect(ids(log)).toEqual(ids(outbox));
    expect(new Set(ids(broker.published)).size).toBe(3);
  });

  it('a stale fence moves nothing even when there is something new', async () => {
    const { fixture, broker, log } = await waiting();
    const stale = await fixture.memory.outbox.acquire('one', leaseSeconds);
    fixture.clock.advance(leaseSeconds);
    expect(await relay(fixture, 'two', broker).step()).toBe(3);
    await activeAccount(fixture, { ...ada, email: 'second@example.org' });
    const fresh = await fixture.memory.outbox.read(100);
    expect(fresh).toHaveLength(3);
    expect(stale && (await fixture.memory.outbox.move(stale, fresh))).toBe(false);
    expect(log).toHaveLength(3);
  });
});
