import { encodeEventCursor } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, holding, operator } from '../support/accounts.ts';
import { relayOf } from '../support/relay-fixture.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const reader = request(holding('events:read'));
const all = { after: null, limit: 100, types: null, subject: null } as const;

async function publish(fixture: UseCaseFixture): Promise<void> {
  await relayOf(fixture, 'one', fixture.memory.eventPublisher).step();
}

/** An account with its three events, published. */
async function published() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  await publish(fixture);
  return { fixture, id, read: fixture.readEvents };
}

describe('the log of events', () => {
  it('is for holders of events:read', async () => {
    const { read } = await published();
    await expect(read.execute(all, request())).rejects.toMatchObject({ code: 'not_authenticated' });
    const others = request(holding('users:read', 'users:write', 'audit:read'));
    await expect(read.execute(all, others)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await read.execute(all, reader)).items).toHaveLength(3);
  });

  it('goes on from the cursor of a page, and from that of each event in it', async () => {
    const { fixture, read } = await published();
    const whole = await read.execute(all, reader);
    expect(whole.items.map(({ event }) => event.sequence)).toEqual([1, 2, 3]);
    expect(whole.endsAt).toBe(3n);
    const first = await read.execute({ ...all, limit: 1 }, reader);
    expect(first.endsAt).toBeNull();
    expect((await read.execute({ ...all, after: first.next }, reader)).items).toEqual(whole.items.slice(1));
    expect((await read.execute({ ...all, after: whole.items[1]?.cursor ?? '' }, reader)).items).toEqual(
      whole.items.slice(2),
    );
    const rest = await read.execute({ ...all, after: whole.next }, reader);
    expect(rest).toMatchObject({ items: [], next: whole.next });
    await activeAccount(fixture, { ...ada, email: 'grace@example.org' });
    await publish(fixture);
    expect((await read.execute({ ...all, after: rest.next }, reader)).items).toHaveLength(3);
  });

  it.each([
    '',
    'x',
    'WyJ1c2VycyJd',
    Buffer.from('["events",1,"-1"]').toString('base64url'),
    Buffer.from('["events",1,"1",2]').toString('base64url'),
    Buffer.from('["events",1,"99999999999999999999"]').toString('base64url'),
  ])('refuses %s, which it never handed out', async (after) => {
    const { read } = await published();
    await expect(read.execute({ ...all, after }, reader)).rejects.toMatchObject({
      code: 'invalid_cursor',
      fields: [{ pointer: '/after' }],
    });
  });

  // A reader that is answered as if nothing were missing would never find out.
  it('tells a reader that what it has not read is gone', async () => {
    const { fixture, read } = await published();
    const { items } = await read.execute(all, reader);
    fixture.memory.store.log.splice(0, 2);
    const from = (index: number) => read.execute({ ...all, after: items[index]?.cursor ?? '' }, reader);
    await expect(from(0)).rejects.toMatchObject({ code: 'cursor_expired' });
    expect((await from(1)).items).toHaveLength(1);
    fixture.memory.store.log.splice(0);
    await expect(from(1)).rejects.toMatchObject({ code: 'cursor_expired' });
    expect((await from(2)).items).toEqual([]);
    expect((await read.execute(all, reader)).items).toEqual([]);
  });

  it('tells a reader whose place is in another incarnation of the database, or after its end', async () => {
    const { fixture, read } = await published();
    const { next } = await read.execute(all, reader);
    fixture.memory.store.stream = 2;
    await expect(read.execute({ ...all, after: next }, reader)).rejects.toMatchObject({ code: 'cursor_expired' });
    for (const place of [
      { stream: 3, position: 1n },
      { stream: 2, position: 4n },
    ]) {
      const after = encodeEventCursor(place);
      await expect(read.execute({ ...all, after }, reader)).rejects.toMatchObject({ code: 'cursor_expired' });
    }
  });
});

describe('an erasure', () => {
  it('blanks the log once the last event is published, and not before', async () => {
    const { fixture, id, read } = await published();
    await fixture.updateUser.execute({ id, expectedVersion: null, fullName: 'Ada King' }, operator);
    await fixture.deleteUser.execute({ id, expectedVersion: null }, operator);
    await fixture.work();
    expect(fixture.outcomes.at(-1)).toMatchObject({ task: { type: 'scrub_events' }, result: 'retried' });
    await publish(fixture);
    // What goes to the broker goes as it was: consumers get the history that happened.
    expect(JSON.stringify(fixture.memory.eventPublisher.published.map(({ data }) => data))).toContain('Ada King');
    fixture.clock.advance(60);
    await fixture.work();
    expect(fixture.outcomes.at(-1)).toMatchObject({ task: { type: 'scrub_events' }, result: 'done' });
    const { items } = await read.execute(all, reader);
    expect(items.map(({ event }) => event.scrubbed)).toEqual([true, true, true, true, false]);
    expect(JSON.stringify(items.map(({ event }) => event.data))).not.toMatch(/Ada|example\.org|eyJ/);
  });

  // A parked event, or a Kafka that is away for days, must not end the task: the data would stay for good.
  it('waits with the blanking for as long as it takes', async () => {
    const { fixture, id } = await published();
    await fixture.deleteUser.execute({ id, expectedVersion: null }, operator);
    for (let tries = 0; tries < 15; tries += 1) {
      await fixture.work();
      fixture.clock.advance(60);
    }
    expect(fixture.outcomes.filter(({ task }) => task.type === 'scrub_events')).toHaveLength(15);
    expect(await fixture.memory.taskQueue.count()).toMatchObject({ waiting: 1, parked: 0 });
  });
});
