import {
  decodeEvent,
  encodeEvent,
  Inbox,
  type InboxTransaction,
  MemoryInboxStorage,
  type PublishableEvent,
  type ReceivedEvent,
} from '@users/events';
import { exampleOf } from '@users/events/event-examples';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

const source = 'https://users.example.com';
const ada = exampleOf('user.deleted').subject;
const bob = '0197b8a4-5f00-7c31-9d5e-2f6a1b3c4d5f';

describe('the inbox of a consumer', () => {
  let inbox: Inbox;
  let handled: { id: string; outdated: boolean }[];
  const handle = (event: ReceivedEvent) =>
    inbox.handle(event, async ({ event: { id }, outdated }) => void handled.push({ id, outdated }));

  beforeEach(() => {
    inbox = new Inbox(new MemoryInboxStorage());
    handled = [];
  });

  it('handles an event once, however often it comes', async () => {
    const event = userEvent({ sequence: 1 });
    expect([await handle(event), await handle(event), await handle({ ...event })]).toEqual([
      'handled',
      'duplicate',
      'duplicate',
    ]);
    expect(handled).toHaveLength(1);
  });

  it('handles an event once when it comes at the same time to several', async () => {
    const event = userEvent({ sequence: 1 });
    const results = await Promise.all(Array.from({ length: 20 }, () => handle(event)));
    expect(results.filter((result) => result === 'handled')).toHaveLength(1);
    expect(handled).toHaveLength(1);
  });

  it('knows events of different sources apart, though their ids are alike', async () => {
    const event = userEvent({ sequence: 1 });
    await handle(event);
    expect(await handle({ ...event, source: 'https://other.example.com' })).toBe('handled');
    expect(handled.map(({ outdated }) => outdated)).toEqual([false, false]);
  });

  it('forgets an event whose handler threw, together with what it had remembered', async () => {
    const event = userEvent({ sequence: 2 });
    const failing = inbox.handle(event, async ({ tx }) => {
      await tx.remember(source, 'made by the handler');
      throw new Error('full disk');
    });
    await expect(failing).rejects.toThrow('full disk');
    expect(await handle(userEvent({ sequence: 1 }))).toBe('handled');
    expect(await handle(event)).toBe('handled');
    expect(await handle({ ...userEvent({ sequence: 3 }), id: 'made by the handler' })).toBe('handled');
    expect(handled.map(({ outdated }) => outdated)).toEqual([false, false, false]);
  });

  it('tells that a later event of the user was there before, and keeps the later place', async () => {
    for (const sequence of [1, 4, 2, 3, 5]) await handle(userEvent({ sequence }));
    expect(handled.map(({ outdated }) => outdated)).toEqual([false, false, true, true, false]);
  });

  it('takes a first state for news, though an event about a link came before it by another topic', async () => {
    await handle(received({ ...exampleOf('user.verification_token.created'), sequence: 2 }));
    await handle(userEvent({ sequence: 1 }));
    expect(handled.map(({ outdated }) => outdated)).toEqual([false, false]);
  });

  it('keeps the users apart', async () => {
    await handle(userEvent({ sequence: 9 }));
    await handle(userEvent({ sequence: 1, subject: bob }));
    expect(handled.map(({ outdated }) => outdated)).toEqual([false, false]);
  });

  it('begins anew with a higher stream, whose sequences are given out again', async () => {
    await handle(userEvent({ sequence: 7, stream: 1 }));
    await handle(userEvent({ sequence: 6, stream: 2 }));
    await handle(userEvent({ sequence: 8, stream: 1 }));
    expect(handled.map(({ outdated }) => outdated)).toEqual([false, false, true]);
  });

  it('ends with the latest state whatever the order of topics, repetitions and attempts', async () => {
    const history = Array.from({ length: 6 }, (_, index) => userEvent({ sequence: index + 1 }));
    const deliveries = fc.array(fc.record({ event: fc.constantFrom(...history), fails: fc.boolean() }));
    await fc.assert(
      fc.asyncProperty(deliveries, async (given) => {
        const own = new Inbox(new MemoryInboxStorage());
        let state = 0;
        const seen: string[] = [];
        for (const { event, fails } of given) {
          const handling = own.handle(event, async ({ outdated }) => {
            if (fails) throw new Error('not now');
            seen.push(event.id);
            if (!outdated) state = event.sequence;
          });
          await handling.catch(() => {});
        }
        const expected = new Set(given.filter(({ fails }) => !fails).map(({ event }) => event));
        expect(seen.toSorted()).toEqual([...expected].map(({ id }) => id).toSorted());
        expect(state).toBe(Math.max(0, ...[...expected].map(({ sequence }) => sequence)));
      }),
    );
  });
});

describe('the memory of an inbox', () => {
  it('runs the transactions of one user one after the other, those of others beside them', async () => {
    const storage = new MemoryInboxStorage();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const step = (name: string, until: Promise<void> | undefined) => async (_: InboxTransaction) => {
      order.push(`${name} begins`);
      await until;
      order.push(`${name} ends`);
    };
    const first = storage.transaction({ source, subject: ada }, step('ada 1', gate.promise));
    const second = storage.transaction({ source, subject: ada }, step('ada 2', undefined));
    await storage.transaction({ source, subject: bob }, step('bob', undefined));
    gate.resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(['ada 1 begins', 'bob begins', 'bob ends', 'ada 1 ends', 'ada 2 begins', 'ada 2 ends']);
  });
});

function received(event: PublishableEvent): ReceivedEvent {
  const decoded = decodeEvent(encodeEvent(event, { source }));
  if (decoded.kind !== 'event') throw new Error(decoded.kind);
  return decoded.event;
}

function userEvent(place: { sequence: number; stream?: number; subject?: string }): ReceivedEvent {
  const { sequence, stream = 1, subject = ada } = place;
  return {
    id: `${subject} ${stream} ${sequence}`,
    source,
    subject,
    sequence,
    stream,
    time: new Date(0),
    traceparent: null,
    type: 'user.deleted',
    data: { id: subject, deleted_at: '2026-09-01T00:00:00.000Z' },
  };
}
