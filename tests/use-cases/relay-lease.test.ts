import { DependencyUnavailable, type EventPublisher, type StoredEvent } from '@users/application';
import { MemoryEventPublisher } from '@users/memory';
import { relayTiming } from '@users/service/run/relay-timing';
import { describe, expect, it } from 'vitest';
import { activeAccount } from '../support/accounts.ts';
import { leaseSeconds, outboxWith, relayOf } from '../support/relay-fixture.ts';
import { type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function waiting(): Promise<{ fixture: UseCaseFixture; broker: MemoryEventPublisher }> {
  const fixture = useCaseFixture();
  await activeAccount(fixture);
  return { fixture, broker: new MemoryEventPublisher() };
}

/** A publisher that does something first. */
function after(first: () => unknown, broker: EventPublisher): EventPublisher {
  return {
    async publish(events, permit) {
      await first();
      return broker.publish(events, permit);
    },
  };
}

describe("the relay's lease", () => {
  it('is over, and looked at by the next one, within five seconds', () => {
    const { leaseSeconds: lease, pollMs } = relayTiming;
    const lastRenewal = lease / 3;
    expect(lastRenewal + lease + pollMs / 1000).toBeLessThan(5);
  });

  it('is renewed while a batch takes its time', async () => {
    const { fixture, broker } = await waiting();
    let renew = () => {};
    let stopped = 0;
    const slow = after(async () => {
      for (let third = 0; third < 6; third += 1) {
        fixture.clock.advance(leaseSeconds / 3);
        renew();
        await new Promise(setImmediate);
        expect(await relayOf(fixture, 'two', broker).step()).toBeNull();
      }
    }, broker);
    const one = relayOf(fixture, 'one', slow, {
      every: (_, work) => {
        renew = work;
        return () => {
          stopped += 1;
        };
      },
    });
    expect(await one.step()).toBe(3);
    expect(stopped).toBeGreaterThan(0);
    expect(broker.published).toHaveLength(3);
  });

  // Stopped between its look at the lease and its write, a relay could otherwise write for as long as it lives.
  it('is looked at before each write: a relay that slept through it writes nothing', async () => {
    const { fixture, broker } = await waiting();
    const sleeping = after(() => fixture.clock.advance(leaseSeconds), broker);
    expect(await relayOf(fixture, 'one', sleeping).step()).toBeNull();
    expect(broker.published).toEqual([]);
    expect(fixture.memory.store.log).toEqual([]);
  });

  it('that came back with another fence does not count for the batch that was read before', async () => {
    const { fixture, broker } = await waiting();
    let renew = () => {};
    const sleeping = after(async () => {
      fixture.clock.advance(leaseSeconds);
      renew();
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }, broker);
    const one = relayOf(fixture, 'one', sleeping, {
      every: (_, work) => {
        renew = work;
        return () => {};
      },
    });
    expect(await one.step()).toBeNull();
    expect(broker.published).toEqual([]);
  });

  it('is given up at once when the broker cannot be reached from here', async () => {
    const { fixture, broker } = await waiting();
    const away: EventPublisher = { publish: () => Promise.reject(new DependencyUnavailable('kafka')) };
    await expect(relayOf(fixture, 'one', away).step()).rejects.toThrow(DependencyUnavailable);
    expect(await relayOf(fixture, 'two', broker).step()).toBe(3);
  });

  it('is left when the other has taken over before something was moved or held', async () => {
    const { fixture, broker } = await waiting();
    const { outbox } = fixture.memory;
    const refusing: EventPublisher = { publish: async ([event]) => [{ event: event as StoredEvent, reason: 'no' }] };
    const overtaken = outboxWith(outbox, { hold: async () => null });
    const reports: unknown[] = [];
    const report = (refusal: unknown) => reports.push(refusal);
    expect(await relayOf(fixture, 'one', refusing, { outbox: overtaken, report }).step()).toBeNull();
    expect(reports).toEqual([]);
    expect(broker.published).toEqual([]);
  });
});

describe('the size of a batch', () => {
  it('doubles while full ones are found, halves when there is less, and starts over after a failure', async () => {
    const fixture = useCaseFixture();
    const sizes: number[] = [];
    const all = Array.from({ length: 40 }, (_, index) => ({ position: BigInt(index) }) as StoredEvent);
    let left = all;
    let failing = false;
    const outbox = outboxWith(fixture.memory.outbox, {
      read: async (limit) => left.slice(0, limit),
      move: async (_, events) => {
        left = left.slice(events.length);
        return true;
      },
    });
    const broker: EventPublisher = {
      async publish(events) {
        sizes.push(events.length);
        if (failing) throw new DependencyUnavailable('kafka');
        return [];
      },
    };
    const relay = relayOf(fixture, 'one', broker, { outbox, batch: { min: 2, max: 8, maxBytes: 1_000_000 } });
    for (let step = 0; step < 4; step += 1) await relay.step();
    expect(sizes).toEqual([2, 4, 8, 8]);
    failing = true;
    await expect(relay.step()).rejects.toThrow();
    failing = false;
    for (let step = 0; step < 4; step += 1) await relay.step();
    expect(sizes.slice(4)).toEqual([8, 2, 4, 8, 4]);
    expect(await relay.step()).toBe(0);
  });
});
