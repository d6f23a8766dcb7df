import { FeedBehind, MemoryInboxStorage, OrderedInbox, type ReceivedEvent } from '@users/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventAt, eventsOf, feedOf } from '../support/consumer-history.ts';

const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

/** A consumer that reads on until each message was handled, as one does that commits its offset afterwards. */
function consumer(feed: () => readonly ReceivedEvent[], options: { failOnce?: ReadonlySet<string> } = {}) {
  const handled: ReceivedEvent[] = [];
  const missed: (number | null)[] = [];
  const failed = new Set<string>();
  const history = feedOf(feed);
  const inbox = new OrderedInbox({ storage: new MemoryInboxStorage(), history });
  const handle = (event: ReceivedEvent) =>
    inbox.handle(event, async (delivery) => {
      const { id } = delivery.event;
      if (options.failOnce?.has(id) && !failed.has(id)) {
        failed.add(id);
        throw new Error('the handler failed');
      }
      handled.push(delivery.event);
      missed.push(delivery.missed);
    });
  return { handled, missed, handle, history };
}

describe('the ordered inbox', () => {
  it('asks no feed while events come in order, and passes over what comes twice', async () => {
    const events = eventsOf(1, 1, 4);
    const { handled, handle, history } = consumer(() => events);
    for (const event of [...events, ...events]) await handle(event);
    expect(idsOf(handled)).toEqual(idsOf(events));
    expect(history.asked()).toBe(0);
  });

  it('fills a hole from the feed, in order, before the event that showed it', async () => {
    const events = eventsOf(1, 1, 5);
    const { handled, missed, handle } = consumer(() => events);
    expect(await handle(events[0] as ReceivedEvent)).toBe(1);
    expect(await handle(events[3] as ReceivedEvent)).toBe(3);
    expect(await handle(events[1] as ReceivedEvent)).toBe(0);
    expect(await handle(events[4] as ReceivedEvent)).toBe(1);
    expect(idsOf(handled)).toEqual(idsOf(events));
    expect(missed).toEqual([0, 0, 0, 0, 0]);
  });

  // Kafka is told first, then the log: the event itself may not be there yet, and what is before it neither.
  it('waits for a feed that is behind, and handles nothing out of order meanwhile', async () => {
    const events = eventsOf(1, 1, 3);
    let known = 1;
    const { handled, handle } = consumer(() => events.slice(0, known));
    const last = events[2] as ReceivedEvent;
    await expect(handle(last)).rejects.toThrow(FeedBehind);
    known = 2;
    await expect(handle(last)).rejects.toThrow(FeedBehind);
    expect(handled).toEqual([]);
    known = 3;
    expect(await handle(last)).toBe(3);
  });

  it('tells how many are gone when the feed has dropped them', async () => {
    const { handled, missed, handle } = consumer(() => eventsOf(1, 4, 6));
    expect(await handle(eventAt(1, 6))).toBe(3);
    expect(idsOf(handled)).toEqual(['1-4', '1-5', '1-6']);
    expect(missed).toEqual([3, 0, 0]);
  });

  // A consumer that begins with what Kafka keeps may meet events that the feed has dropped long ago.
  it('does not wait for an old event that the feed will never have', async () => {
    const { missed, handle } = consumer(() => []);
    const old = eventAt(1, 6, new Date(Date.now() - 2 * 86_400_000));
    expect(await handle(old)).toBe(1);
    expect(missed).toEqual([5]);
    await expect(handle(eventAt(1, 9))).rejects.toThrow(FeedBehind);
  });

  it('begins anew with a higher stream, and passes over what comes late from a lower one', async () => {
    // Restored from a backup that had the first two: 3 and 4 were given out again.
    const feed = [...eventsOf(1, 1, 2), ...eventsOf(2, 3, 5)];
    const { handled, missed, handle } = consumer(() => feed);
    for (const event of eventsOf(1, 1, 4)) await handle(event);
    expect(await handle(eventAt(2, 4))).toBe(2);
    expect(await handle(eventAt(1, 5))).toBe(0);
    expect(await handle(eventAt(2, 5))).toBe(1);
    expect(idsOf(handled)).toEqual(['1-1', '1-2', '1-3', '1-4', '2-3', '2-4', '2-5']);
    expect(missed).toEqual([0, 0, 0, 0, null, 0, 0]);
  });

  it('handles a history in order and once, however it is shuffled, repeated, full of holes, or interrupted', async () => {
    const length = 12;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: length }),
        fc.integer({ min: 0, max: length }),
        fc.array(fc.nat(2 * length), { maxLength: 40 }),
        fc.array(fc.nat(2 * length), { maxLength: 4 }),
        fc.nat(3),
        async (first, second, deliveries, failures, lag) => {
          // A second stream goes on from some place in the first, as after a restore.
          const restored = eventsOf(2, Math.ceil(first / 2) + 1, Math.ceil(first / 2) + second);
          const kept = second === 0 ? eventsOf(1, 1, first) : eventsOf(1, 1, Math.ceil(first / 2));
          const history = [...kept, ...restored];
          const pick = (index: number) => history[index % history.length] as ReceivedEvent;
          // The last one arrives in the end: until then nobody can know of it.
          const order = [...deliveries.map(pick), history.at(-1) as ReceivedEvent];
          let known = 0;
          const { handled, handle } = consumer(() => history.slice(0, known), {
            failOnce: new Set(failures.map((index) => pick(index).id)),
          });
          for (const event of order) {
            for (let done = false; !done; ) {
              done = await handle(event).then(
                () => true,
                () => false,
              );
              // The feed catches up in steps, and never has what was not published.
              known = Math.min(history.length, known + 1 + lag);
            }
          }
          expect(idsOf(handled)).toEqual(idsOf(history));
        },
      ),
      { numRuns: 300 },
    );
  });
});
