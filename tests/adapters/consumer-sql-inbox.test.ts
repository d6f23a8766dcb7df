import {
  Inbox,
  inboxTables,
  OrderedInbox,
  type ReceivedEvent,
  type SqlInboxOptions,
  SqlInboxStorage,
} from '@users/events';
import pg from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { eventAt, eventsOf, feedOf } from '../support/consumer-history.ts';
import { createEmptyDatabase } from '../support/database.ts';
import { describeWith } from '../support/services/require.ts';

/** As docs/events.md shows it. */
function inTransaction(pool: pg.Pool): SqlInboxOptions<pg.PoolClient>['transaction'] {
  return async (work) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  };
}

describeWith('postgres', "a consumer's inbox in tables", ({ postgres }) => {
  let pool: pg.Pool;
  let storage: SqlInboxStorage<pg.PoolClient>;

  beforeAll(async () => {
    const database = await createEmptyDatabase(postgres);
    pool = new pg.Pool({ connectionString: database.url, max: 20 });
    // The database goes while connections are still saying goodbye.
    pool.on('error', () => {});
    await pool.query(`${inboxTables} create table done (id text)`);
    storage = new SqlInboxStorage({ transaction: inTransaction(pool) });
    return async () => {
      await pool.end();
      await database.close();
    };
  });
  beforeEach(() => pool.query('truncate event_inbox, event_inbox_users, done').then(() => {}));

  const done = async () => (await pool.query<{ id: string }>('select id from done')).rows.map(({ id }) => id);

  test('an event that comes to twenty at once is handled once, with the write that belongs to it', async () => {
    const inbox = new Inbox(storage);
    const event = eventAt(1, 1);
    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        inbox.handle(event, async ({ tx }) => {
          await tx.client.query('insert into done values ($1)', [event.id]);
        }),
      ),
    );
    expect(results.filter((result) => result === 'handled')).toHaveLength(1);
    expect(await done()).toEqual([event.id]);
  });

  test('what a failing handler wrote is gone, and the event is handled when it comes again', async () => {
    const inbox = new Inbox(storage);
    const event = eventAt(1, 1);
    const failing = inbox.handle(event, async ({ tx }) => {
      await tx.client.query('insert into done values ($1)', [event.id]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await done()).toEqual([]);
    expect(await inbox.handle(event, async () => {})).toBe('handled');
  });

  test('the latest place of a user is kept, streams first', async () => {
    const inbox = new Inbox(storage);
    const outdated: boolean[] = [];
    for (const [stream, sequence] of [
      [1, 2],
      [1, 1],
      [2, 1],
      [1, 3],
    ] as const) {
      await inbox.handle(eventAt(stream, sequence), async (delivery) => void outdated.push(delivery.outdated));
    }
    expect(outdated).toEqual([false, true, false, true]);
  });

  test('in order and once, with several consumers that each get another shuffle', async () => {
    const events = eventsOf(1, 1, 15);
    const inbox = new OrderedInbox({ storage, history: feedOf(() => events) });
    const handle = (event: ReceivedEvent) =>
      inbox.handle(event, async ({ event: { id }, tx }) => {
        await tx.client.query('insert into done values ($1)', [id]);
      });
    const shuffles = [events, events.toReversed(), [...events.slice(7), ...events.slice(0, 7)]];
    await Promise.all(
      shuffles.map(async (shuffle) => {
        for (const event of shuffle) await handle(event);
      }),
    );
    expect(await done()).toEqual(events.map(({ id }) => id));
  });
});
