import type { RelayLease, StoredEvent } from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { outboxOf, rename, seedRegistered } from './stored.ts';

/** Events that the broker refuses: they hold up their own user, and nobody else. */
export function parkingContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`refused events: ${name}`, () => {
    let fixture: StorageFixture;
    let lease: RelayLease;
    beforeEach(async () => {
      fixture = await setup();
      lease = await eventually(fixture, () => fixture.outbox.acquire('relay', 60));
    });
    afterEach(() => fixture.close());

    const reason = 'too large';
    const once = { reason, maxAttempts: 1, retryAfterSeconds: 60 };

    /** Two users with three events each. */
    async function twoUsers(): Promise<{ hit: StoredEvent[]; spared: StoredEvent[] }> {
      const [one, two] = [await seedRegistered(fixture), await seedRegistered(fixture)];
      for (const step of ['First', 'Second']) {
        await rename(fixture, one.id, step);
        await rename(fixture, two.id, step);
      }
      const events = await outboxOf(fixture);
      const of = (id: string) => events.filter(({ subject }) => subject === id);
      return { hit: of(one.id), spared: of(two.id) };
    }

    test('a parked event keeps itself and the later ones of its user back', async () => {
      const { hit, spared } = await twoUsers();
      expect(await fixture.outbox.hold(lease, hit[1] as StoredEvent, once)).toBe('parked');
      const first = spared[0] as StoredEvent;
      expect(await outboxOf(fixture)).toEqual([hit[0] as StoredEvent, ...spared].toSorted(byPosition));
      expect(await fixture.outbox.backlog()).toEqual({ waiting: 6, oldest: hit[0]?.time, parked: 1 });
      await fixture.outbox.move(lease, [hit[0] as StoredEvent, ...spared]);
      expect(await outboxOf(fixture)).toEqual([]);
      expect(await fixture.outbox.backlog()).toEqual({ waiting: 2, oldest: null, parked: 1 });
      const later = await seedRegistered(fixture);
      expect((await outboxOf(fixture)).map(({ subject }) => subject)).toEqual([later.id]);
      expect(first.subject).not.toBe(hit[0]?.subject);
    });

    test('one that was refused fewer times is read again after a while', async () => {
      const { hit, spared } = await twoUsers();
      const twice = { reason, maxAttempts: 3, retryAfterSeconds: 0.3 };
      expect(await fixture.outbox.hold(lease, hit[0] as StoredEvent, twice)).toBe('held');
      expect(await outboxOf(fixture)).toEqual(spared);
      await fixture.elapse(0.5);
      expect(await outboxOf(fixture)).toEqual([...hit, ...spared].toSorted(byPosition));
      expect(await fixture.outbox.hold(lease, hit[0] as StoredEvent, twice)).toBe('held');
      expect(await fixture.outbox.parked(10)).toEqual([]);
      expect(await fixture.outbox.hold(lease, hit[0] as StoredEvent, twice)).toBe('parked');
    });

    test('parked ones are listed with the reason and with what waits behind them', async () => {
      const { hit, spared } = await twoUsers();
      await fixture.outbox.hold(lease, spared[2] as StoredEvent, once);
      await fixture.outbox.hold(lease, hit[0] as StoredEvent, once);
      const { position, stream, traceparent, data, ...about } = hit[0] as StoredEvent;
      const parked = await fixture.outbox.parked(10);
      expect(parked).toMatchObject([
        { ...about, reason, attempts: 1, behind: 2, parkedAt: expect.any(Date) },
        { id: spared[2]?.id, behind: 0 },
      ]);
      expect(await fixture.outbox.parked(1)).toEqual(parked.slice(0, 1));
    });

    test('a retried event is as if never refused, and its user goes on in order', async () => {
      const { hit } = await twoUsers();
      const other = (await outboxOf(fixture)).filter(({ subject }) => subject !== hit[0]?.subject);
      await fixture.outbox.hold(lease, hit[1] as StoredEvent, once);
      await fixture.outbox.hold(lease, other[0] as StoredEvent, once);
      expect(await fixture.outbox.retry('00000000-0000-4000-8000-000000000000')).toBe(0);
      expect(await fixture.outbox.retry('not an id')).toBe(0);
      expect(await fixture.outbox.retry(hit[1]?.id ?? '')).toBe(1);
      expect(await outboxOf(fixture)).toEqual(hit);
      expect(await fixture.outbox.hold(lease, hit[1] as StoredEvent, { ...once, maxAttempts: 2 })).toBe('held');
      expect(await fixture.outbox.retry(null)).toBe(1);
      expect((await fixture.outbox.parked(10)).length).toBe(0);
    });

    // A relay that was stopped, and wakes, must not park what the other one has published.
    test('a relay with an old fence notes nothing', async () => {
      const { hit } = await twoUsers();
      await fixture.outbox.release('relay');
      await eventually(fixture, () => fixture.outbox.acquire('another', 60));
      expect(await fixture.outbox.hold(lease, hit[0] as StoredEvent, once)).toBeNull();
      expect(await fixture.outbox.parked(10)).toEqual([]);
      expect(await outboxOf(fixture)).toHaveLength(6);
    });

    test('an event that is no longer there cannot be held', async () => {
      const { hit } = await twoUsers();
      await fixture.outbox.move(lease, hit);
      expect(await fixture.outbox.hold(lease, hit[0] as StoredEvent, once)).toBeNull();
    });

    test('a read stops at its bytes, but gives one event at least', async () => {
      const { hit, spared } = await twoUsers();
      const all = [...hit, ...spared].toSorted(byPosition);
      const sizes = all.map(({ data }) => Buffer.byteLength(JSON.stringify(data)));
      const three = sizes.slice(0, 3).reduce((sum, size) => sum + size);
      expect(await fixture.outbox.read(100, three)).toEqual(all.slice(0, 3));
      expect(await fixture.outbox.read(100, three + 1)).toEqual(all.slice(0, 4));
      expect(await fixture.outbox.read(100, 1)).toEqual(all.slice(0, 1));
      expect(await fixture.outbox.read(2, 1_000_000)).toEqual(all.slice(0, 2));
    });
  });
}

function byPosition(left: StoredEvent, right: StoredEvent): number {
  return left.position < right.position ? -1 : 1;
}
