import type { RelayLease, StoredEvent } from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { registered } from './samples.ts';
import { change, outboxOf, rename, seedRegistered } from './stored.ts';

/** The relay's side: one holder at a time, and a log in which nothing is missing, doubled or out of order. */
export function outboxContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`outbox: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    async function acquire(holder: string, ttlSeconds = 60): Promise<RelayLease> {
      return eventually(fixture, () => fixture.outbox.acquire(holder, ttlSeconds));
    }

    async function writeEvents(count: number): Promise<readonly StoredEvent[]> {
      for (let index = 0; index < count; index += 1) await seedRegistered(fixture);
      return outboxOf(fixture);
    }

    async function loggedIds(): Promise<string[]> {
      return (await fixture.eventLog()).map((event) => event.id);
    }

    function idsOf(events: readonly StoredEvent[]): string[] {
      return events.map((event) => event.id);
    }

    test('reads the oldest first, in order, and takes nothing away', async () => {
      const events = await writeEvents(5);
      const positions = events.map((event) => event.position);
      expect(positions).toEqual(positions.toSorted((left, right) => (left < right ? -1 : 1)));
      expect(new Set(positions).size).toBe(5);
      expect(idsOf(await fixture.outbox.read(2))).toEqual(idsOf(events.slice(0, 2)));
      expect(await outboxOf(fixture)).toEqual(events);
    });

    test('the events of one user are in the order of its changes, whoever writes in between', async () => {
      const users = await Promise.all(Array.from({ length: 5 }, () => seedRegistered(fixture)));
      for (const step of ['One', 'Two', 'Three']) {
        await Promise.all(users.map((user) => rename(fixture, user.id, `${step} ${user.id}`)));
      }
      const events = await outboxOf(fixture);
      for (const { id } of users) {
        const own = events.filter((event) => event.subject === id);
        expect(own.map((event) => event.sequence)).toEqual([1, 2, 3, 4]);
      }
    });

    test('one holds the lease; the other waits until it is given back', async () => {
      const first = await acquire('relay-a');
      expect(await fixture.outbox.acquire('relay-b', 60)).toBeNull();
      await fixture.outbox.release('relay-b');
      expect(await fixture.outbox.acquire('relay-b', 60)).toBeNull();
      await fixture.outbox.release('relay-a');
      const second = await fixture.outbox.acquire('relay-b', 60);
      expect(second?.fence).toBeGreaterThan(first.fence);
      expect(await fixture.outbox.acquire('relay-a', 60)).toBeNull();
    });

    test('of twenty who ask at once, one gets it', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => fixture.outbox.acquire(`r-${index}`, 60)),
      );
      expect(answers.filter((answer) => answer !== null)).toHaveLength(1);
    });

    test('its holder extends it and keeps the fence', async () => {
      const first = await acquire('relay-a', 1);
      const extended = await fixture.outbox.acquire('relay-a', 60);
      expect(extended).toEqual(first);
      await fixture.elapse(1.2);
      expect(await fixture.outbox.acquire('relay-b', 60)).toBeNull();
    });

    test('whoever comes after the lease ran out takes over with a higher fence', async () => {
      const first = await acquire('relay-a', 1);
      const second = await acquire('relay-b');
      expect(second.fence).toBeGreaterThan(first.fence);
      expect(await fixture.outbox.acquire('relay-a', 60)).toBeNull();
    });

    test('moved events leave the outbox for the log, in order and unchanged', async () => {
      const events = await writeEvents(5);
      const lease = await acquire('relay-a');
      expect(await fixture.outbox.move(lease, events.slice(0, 3))).toBe(true);
      expect(await outboxOf(fixture)).toEqual(events.slice(3));
      expect(await fixture.outbox.move(lease, events.slice(3))).toBe(true);
      expect(await outboxOf(fixture)).toEqual([]);
      expect(await fixture.eventLog()).toMatchObject(
        events.map(({ id, type, subject, sequence, data }) => ({ id, type, subject, sequence, data })),
      );
    });

    test('the log keeps the order of the outbox, whatever order a batch is given in', async () => {
      const events = await writeEvents(4);
      await fixture.outbox.move(await acquire('relay-a'), events.toReversed());
      expect(await loggedIds()).toEqual(idsOf(events));
    });

    test('what was moved before is not moved again', async () => {
      const events = await writeEvents(3);
      const lease = await acquire('relay-a');
      await fixture.outbox.move(lease, events.slice(0, 2));
      expect(await fixture.outbox.move(lease, events)).toBe(true);
      expect(await loggedIds()).toEqual(idsOf(events));
    });

    test('a batch moved by two calls at once is in the log once', async () => {
      const events = await writeEvents(20);
      const lease = await acquire('relay-a');
      await Promise.all([fixture.outbox.move(lease, events), fixture.outbox.move(lease, events)]);
      expect(await loggedIds()).toEqual(idsOf(events));
    });

    test('moving nothing is no fault', async () => {
      expect(await fixture.outbox.move(await acquire('relay-a'), [])).toBe(true);
    });

    // A relay that was stopped for longer than its lease wakes up in the middle of its batch.
    test('a relay with an old fence moves nothing', async () => {
      const events = await writeEvents(3);
      const stale = await acquire('relay-a', 1);
      const fresh = await acquire('relay-b');
      expect(await fixture.outbox.move(stale, events)).toBe(false);
      expect(await outboxOf(fixture)).toEqual(events);
      expect(await loggedIds()).toEqual([]);
      expect(await fixture.outbox.move(fresh, events)).toBe(true);
      expect(await loggedIds()).toEqual(idsOf(events));
    });

    test('events written while others are moved are neither lost nor out of order', async () => {
      const users = await Promise.all(Array.from({ length: 4 }, () => seedRegistered(fixture)));
      const lease = await acquire('relay-a');
      let writing = true;
      const writers = Promise.all(
        users.map(async ({ id }) => {
          for (let step = 0; step < 10; step += 1) await rename(fixture, id, `Step ${step}`);
        }),
      ).finally(() => {
        writing = false;
      });
      for (
        let batch = await fixture.outbox.read(3);
        writing || batch.length > 0;
        batch = await fixture.outbox.read(3)
      ) {
        expect(await fixture.outbox.move(lease, batch)).toBe(true);
      }
      await writers;
      const log = await fixture.eventLog();
      expect(log).toHaveLength(44);
      for (const { id } of users) {
        const own = log.filter((event) => event.subject === id).map((event) => event.sequence);
        expect(own).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
      }
    });

    test('tells how many wait and since when', async () => {
      expect(await fixture.outbox.backlog()).toEqual({ waiting: 0, oldest: null, parked: 0 });
      const now = fixture.now();
      const before = new Date(now.getTime() - 5000);
      await change(fixture, async (tx) => tx.users.add(registered(before)));
      await change(fixture, async (tx) => tx.users.add(registered(now)));
      expect(await fixture.outbox.backlog()).toEqual({ waiting: 2, oldest: before, parked: 0 });
    });
  });
}
