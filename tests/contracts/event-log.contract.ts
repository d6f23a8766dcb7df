import { type EventLog, type LoggedEvent, type RelayLease, type StoredEvent, scrubbedData } from '@users/application';
import { eventSchemas } from '@users/events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { eraseUser, outboxOf, rename, seedRegistered } from './stored.ts';

const everything = { after: null, limit: 1000, types: null, subject: null } as const;

/** What readers of the log can rely on. */
export function eventLogContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`event log: ${name}`, () => {
    let fixture: StorageFixture;
    let lease: RelayLease;
    beforeEach(async () => {
      fixture = await setup();
      lease = await eventually(fixture, () => fixture.outbox.acquire('relay', 60));
    });
    afterEach(() => fixture.close());

    async function publishAll(): Promise<readonly StoredEvent[]> {
      const events = await outboxOf(fixture);
      await fixture.outbox.move(lease, events);
      return events;
    }

    /** Reads from where the last page ended until the log's end, as a consumer does. */
    async function readOn(log: EventLog, from: bigint | null, limit: number): Promise<[LoggedEvent[], bigint]> {
      const events: LoggedEvent[] = [];
      let after = from;
      for (;;) {
        const page = await log.read({ ...everything, after, limit });
        events.push(...page.events);
        after = page.through;
        if (page.through >= page.head) return [events, after];
      }
    }

    const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

    test('has each event once, in the order of publication and unchanged, whatever the size of a page', async () => {
      for (let count = 0; count < 7; count += 1) await seedRegistered(fixture);
      const published = await publishAll();
      for (const limit of [1, 3, 7, 100]) {
        const [events] = await readOn(fixture.log, null, limit);
        expect(idsOf(events)).toEqual(idsOf(published));
        for (const [index, { position, scrubbed, ...event }] of events.entries()) {
          const { position: _, ...stored } = published[index] as StoredEvent;
          expect(event).toEqual(stored);
          expect(JSON.stringify(event.data)).toBe(JSON.stringify(stored.data));
          expect(scrubbed).toBe(false);
        }
      }
    });

    test('goes on after a place, also when it was empty there', async () => {
      const { log } = fixture;
      const [before, start] = await readOn(log, null, 10);
      expect(before).toEqual([]);
      expect(await log.head()).toBe(start);
      await seedRegistered(fixture);
      const first = await publishAll();
      const [events, end] = await readOn(log, start, 10);
      expect(idsOf(events)).toEqual(idsOf(first));
      expect(await log.head()).toBe(end);
      expect(await readOn(log, end, 10)).toEqual([[], end]);
      await seedRegistered(fixture);
      const second = await publishAll();
      expect(idsOf((await readOn(log, end, 10))[0])).toEqual(idsOf(second));
    });

    test('gives some types, or one user, and moves on past the others', async () => {
      const ada = await seedRegistered(fixture);
      const bob = await seedRegistered(fixture);
      await rename(fixture, ada.id, 'Ada King');
      await rename(fixture, bob.id, 'Bob King');
      await publishAll();
      const { log } = fixture;
      const updates = await log.read({ ...everything, types: ['user.updated', 'user.deleted'] });
      expect(updates.events.map(({ subject }) => subject)).toEqual([ada.id, bob.id]);
      const none = await log.read({ ...everything, types: ['user.deleted'] });
      expect(none.events).toEqual([]);
      expect(none.through).toBe(none.head);
      const own = await log.read({ ...everything, subject: bob.id });
      expect(own.events.map(({ type, sequence }) => [type, sequence])).toEqual([
        ['user.created', 1],
        ['user.updated', 2],
      ]);
      expect((await log.read({ ...everything, subject: bob.id, limit: 1 })).through).toBe(own.events[0]?.position);
      expect((await log.read({ ...everything, subject: 'nobody' })).events).toEqual([]);
    });

    test('knows where it begins and ends', async () => {
      await seedRegistered(fixture);
      await seedRegistered(fixture);
      await publishAll();
      const page = await fixture.log.read({ ...everything, limit: 1 });
      expect(page.head).toBe(page.floor + 2n);
      expect(page.through).toBe(page.floor + 1n);
      const beyond = await fixture.log.read({ ...everything, after: page.head + 5n });
      expect(beyond).toMatchObject({ head: page.head, events: [], through: page.head + 5n });
    });

    // Positions that became visible out of order would be skipped by whoever read the later ones first.
    test('never skips or repeats an event for readers who read while others write and move', async () => {
      const { log } = fixture;
      const users = await Promise.all(Array.from({ length: 4 }, () => seedRegistered(fixture)));
      const [, start] = await readOn(log, null, 10);
      let writing = true;
      let moving = true;
      const writers = Promise.all(
        users.map(async ({ id }) => {
          for (let step = 0; step < 8; step += 1) await rename(fixture, id, `Step ${step}`);
        }),
      );
      const movers = Promise.all(
        [1, 2].map(async () => {
          while (writing || (await fixture.outbox.read(1)).length > 0) {
            await fixture.outbox.move(lease, await fixture.outbox.read(3));
          }
        }),
      );
      const readers = [1, 2, 50].map(async (limit) => {
        const seen: LoggedEvent[] = [];
        let place = start;
        for (let more = true; more; ) {
          more = moving;
          const [events, end] = await readOn(log, place, limit);
          seen.push(...events);
          place = end;
          await fixture.elapse(0);
        }
        return seen;
      });
      await writers;
      writing = false;
      await movers;
      moving = false;
      const expected = idsOf((await log.read({ ...everything, after: start })).events);
      expect(expected).toHaveLength(36);
      for (const reader of readers) expect(idsOf(await reader)).toEqual(expected);
    });

    describe('of an erased user', () => {
      async function erased(): Promise<{ id: string; before: readonly StoredEvent[] }> {
        const { id } = await seedRegistered(fixture);
        await rename(fixture, id, 'Ada, Countess of Lovelace');
        await seedRegistered(fixture);
        const before = await publishAll();
        await eraseUser(fixture, id);
        return { id, before };
      }

      test('is blanked only after its last event went out', async () => {
        const { id } = await erased();
        await expect(fixture.log.scrub(id, 100)).rejects.toMatchObject({ code: 'not_yet' });
        expect((await fixture.log.read(everything)).events.filter(({ scrubbed }) => scrubbed)).toEqual([]);
        await publishAll();
        expect(await fixture.log.scrub(id, 100)).toBe(2);
      });

      test('keeps its rows, but for the personal data; others are as they were; a repeat finds nothing', async () => {
        const { id, before } = await erased();
        await publishAll();
        expect(await fixture.log.scrub(id, 1)).toBe(1);
        expect(await fixture.log.scrub(id, 1)).toBe(1);
        expect(await fixture.log.scrub(id, 1)).toBe(0);
        const { events } = await fixture.log.read(everything);
        expect(idsOf(events).slice(0, 3)).toEqual(idsOf(before));
        const own = events.filter(({ subject }) => subject === id);
        expect(own.map(({ type, sequence, scrubbed }) => [type, sequence, scrubbed])).toEqual([
          ['user.created', 1, true],
          ['user.updated', 2, true],
          ['user.deleted', 3, false],
        ]);
        for (const [index, { type, data, traceparent }] of own.slice(0, 2).entries()) {
          expect(() => eventSchemas[type].parse(data)).not.toThrow();
          expect(data).toEqual(scrubbedData((before[index] as StoredEvent).data));
          expect(traceparent).toBeNull();
        }
        expect(JSON.stringify(own.map(({ data }) => data))).not.toMatch(/@|Lovelace/);
        const other = events.find(({ subject }) => subject !== id);
        expect(other?.data).toEqual(before.find(({ subject }) => subject !== id)?.data);
      });
    });
  });
}
