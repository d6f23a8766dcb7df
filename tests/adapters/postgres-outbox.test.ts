import { ConcurrentChange, type RelayLease, type StoredEvent } from '@users/application';
import { PostgresOutbox, type Tables } from '@users/postgres';
import { type Kysely, sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { outboxOf, rename, seedRegistered } from '../contracts/stored.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('postgres', 'outbox, as only PostgreSQL shows it', () => {
  let fixture: PostgresFixture;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(() => emptiedAfterwards(fixture).close);

  async function acquire(): Promise<RelayLease> {
    const lease = await fixture.outbox.acquire('relay', 60);
    if (lease === null) throw new Error('the lease is not free');
    return lease;
  }

  async function renameUntilDone(id: string, fullName: string): Promise<void> {
    try {
      await rename(fixture, id, fullName);
    } catch (error) {
      if (!(error instanceof ConcurrentChange)) throw error;
      await renameUntilDone(id, fullName);
    }
  }

  test('with twenty writers of one user, the order of positions is the order of commits, also while it is read', async () => {
    const { id } = await seedRegistered(fixture);
    const lease = await acquire();
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 20 }, async (_, writer) => {
        for (let step = 0; step < 5; step += 1) await renameUntilDone(id, `Writer ${writer}, step ${step}`);
      }),
    ).finally(() => {
      writing = false;
    });
    // Had a position become visible after a higher one of the same user, the log would hold them the wrong way round.
    const batch = (): Promise<readonly StoredEvent[]> => fixture.outbox.read(7);
    for (let events = await batch(); writing || events.length > 0; events = await batch()) {
      await fixture.outbox.move(lease, events);
    }
    await writers;
    const sequences = (await fixture.eventLog()).map((event) => event.sequence);
    expect(sequences).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
  });

  test('a position in the log never appears below one that was read already', async () => {
    const users = await Promise.all(Array.from({ length: 5 }, () => seedRegistered(fixture)));
    const lease = await acquire();
    let moving = true;
    const mover = (async () => {
      for (let step = 0; step < 20; step += 1) {
        await Promise.all(users.map(({ id }) => renameUntilDone(id, `Step ${step}`)));
        const events = await outboxOf(fixture);
        const middle = Math.floor(events.length / 2);
        await Promise.all([
          fixture.outbox.move(lease, events.slice(0, middle)),
          fixture.outbox.move(lease, events.slice(middle)),
        ]);
      }
      moving = false;
    })();
    const followed: string[] = [];
    let last = '0';
    for (let done = false; !done; ) {
      done = !moving;
      const rows = await fixture.db
        .selectFrom('events')
        .select(['position', 'id'])
        .where(sql<boolean>`position > ${last}::bigint`)
        .orderBy('position')
        .execute();
      followed.push(...rows.map((row) => row.id));
      last = rows.at(-1)?.position ?? last;
    }
    await mover;
    expect(followed).toEqual((await fixture.eventLog()).map((event) => event.id));
    expect(followed).toHaveLength(105);
  });

  test('a relay that waits for the lease while another takes it moves nothing', async () => {
    await seedRegistered(fixture);
    const events = await outboxOf(fixture);
    const stale = await acquire();
    let moving: Promise<boolean> | undefined;
    await fixture.db.transaction().execute(async (trx) => {
      await trx.updateTable('relay_lease').set({ holder: 'rival', fence: sql<string>`fence + 1` }).execute();
      moving = fixture.outbox.move(stale, events);
      await until('the move to wait', async () => (await waitingForLocks(trx)) > 0);
    });
    expect(await moving).toBe(false);
    expect(await outboxOf(fixture)).toEqual(events);
    expect(await fixture.eventLog()).toEqual([]);
  });

  test('the stream of the database is stamped on each event', async () => {
    await fixture.db.updateTable('service_state').set({ stream: 7 }).execute();
    await seedRegistered(fixture);
    await fixture.db.updateTable('service_state').set({ stream: 1 }).execute();
    expect(await outboxOf(fixture)).toMatchObject([{ stream: 7 }]);
  });

  test('partitions that time has used up are made again by the next move, by many at once too', async () => {
    const partitions = await partitionsOfLog(fixture.db);
    expect(partitions).toHaveLength(2);
    for (const name of partitions) await sql`drop table ${sql.ref(name)}`.execute(fixture.db);
    await seedRegistered(fixture);
    const events = await outboxOf(fixture);
    const lease = await acquire();
    const relays = Array.from({ length: 2 }, () => new PostgresOutbox({ db: fixture.db }));
    const moved = await Promise.all(relays.map((relay) => relay.move(lease, events)));
    expect(moved).toEqual([true, true]);
    expect(await partitionsOfLog(fixture.db)).toEqual(partitions);
    expect(await fixture.eventLog()).toHaveLength(1);
  });
});

async function waitingForLocks(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.count ?? 0;
}

async function partitionsOfLog(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass order by 1`.execute(
    db,
  );
  return rows.map((row) => row.name);
}
