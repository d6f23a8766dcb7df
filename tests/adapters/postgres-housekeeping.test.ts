import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { housekeepingJobs, housekeepingTypes, planHousekeeping, type RecurringJob, Worker } from '@users/application';
import type { AccountRetention, UserState } from '@users/domain';
import { sql } from 'kysely';
import pg from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { verificationToken } from '../contracts/samples.ts';
import { change, findUser, outboxOf, seedUser, storedUser } from '../contracts/stored.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';
import { housekeepingTask } from '../support/use-case-fixture.ts';
import { timeless } from '../support/timeless.ts';
import { until } from '../support/until.ts';

const day = 86_400_000;
const retention: AccountRetention = { pendingSeconds: 7, longestLinkSeconds: 7, softDeletedSeconds: 7 };

describeWith('postgres', 'housekeeping, as only PostgreSQL shows it', () => {
  let fixture: PostgresFixture;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(() => emptiedAfterwards(fixture).close);

  const jobs = () =>
    housekeepingJobs({
      ...{ housekeeping: fixture.housekeeping, unitOfWork: fixture.unitOfWork, clock: fixture, retention },
      ...{ sessionLifetime: contractLifetime, eventRetentionSeconds: 86_400, ids: { uuid: randomUUIDv7 } },
    });

  function workerOf(handlers: readonly RecurringJob[], leaseSeconds = 60): Worker {
    return new Worker({
      ...{ tasks: fixture.taskQueue, handlers, slots: 4, leaseSeconds, maxAttempts: 3 },
      ...timeless,
      ...{ pause: (seconds) => delay(seconds * 1000), report: () => {} },
    });
  }

  /** One step of the job that erases accounts whose time is over. */
  async function endAccounts(): Promise<void> {
    const [job] = jobs();
    if (job === undefined) throw new TypeError('there are no jobs');
    await job.step(housekeepingTask(job));
  }

  /** Pending, and over for a day. */
  const seedEnded = (): Promise<UserState> => {
    const past = new Date(Date.now() - day);
    const times = { createdAt: past, updatedAt: past, linkExpiresAt: past };
    return seedUser(fixture, { status: 'pending', emailVerifiedAt: null, ...times });
  };

  async function rowsOf(): Promise<readonly { type: string; waits: boolean; leased: boolean }[]> {
    const { rows } = await sql<{ type: string; waits: boolean; leased: boolean }>`
      select type, due_at > now() as waits, lease is not null as leased
      from tasks order by type collate "C"`.execute(fixture.db);
    return rows;
  }

  test('many processes that start at once plan each job once; a later start leaves it its time', async () => {
    await Promise.all(Array.from({ length: 16 }, () => planHousekeeping(fixture.taskQueue)));
    expect((await rowsOf()).map(({ type }) => type)).toEqual(housekeepingTypes.toSorted());
    const worker = workerOf(jobs());
    while ((await worker.step()) > 0) await worker.settled();
    await planHousekeeping(fixture.taskQueue);
    expect(await rowsOf()).toEqual(housekeepingTypes.toSorted().map((type) => ({ type, waits: true, leased: false })));
  });

  test('of many workers that ask at once, one has a job, until it ends', async () => {
    let running = 0;
    let most = 0;
    let steps = 0;
    const job: RecurringJob = {
      type: 'housekeeping.tokens',
      async step() {
        running += 1;
        most = Math.max(most, running);
        await delay(5);
        running -= 1;
        steps += 1;
        return steps < 20 ? 0 : 3600;
      },
    };
    await planHousekeeping(fixture.taskQueue);
    const workers = Array.from({ length: 16 }, () => workerOf([job]));
    await Promise.all(
      workers.map(async (worker) => {
        while (steps < 20) {
          await worker.step();
          await worker.settled();
        }
      }),
    );
    expect([most, steps]).toEqual([1, 20]);
  });

  test('a job whose worker is killed in the middle is gone on with when its lease ends', async () => {
    const users = [await seedEnded(), await seedEnded(), await seedEnded()];
    await planHousekeeping(fixture.taskQueue);
    const types = ['housekeeping.pending_accounts'];
    const [killed] = await fixture.taskQueue.lease({ types, limit: 1, leaseSeconds: 1 });
    if (killed === undefined) throw new Error('nothing was due');
    // It has got as far as the first of them.
    await change(fixture, async (tx) => (await findUser(tx, users[0]?.id ?? '')).erase(new Date()));
    const worker = workerOf(jobs().filter(({ type }) => types.includes(type)));
    expect(await worker.step()).toBe(0);
    await until('the lease to end', async () => (await worker.step()) > 0);
    await worker.settled();
    for (const { id } of users) expect(await storedUser(fixture, id)).toBeUndefined();
    expect((await outboxOf(fixture)).map(({ type }) => type)).toEqual(Array(3).fill('user.deleted'));
    // Back from the dead, it has no say in when the job is due.
    await fixture.taskQueue.repeat(killed, { afterSeconds: 0 });
    expect(await fixture.taskQueue.lease({ types, limit: 1, leaseSeconds: 1 })).toEqual([]);
  });

  // Whoever follows the link at the last moment keeps the account, or is told that it is over: never something between.
  test('a verification against the end of the account: exactly one wins, each time', async () => {
    let verified = 0;
    for (let round = 0; round < 40; round += 1) {
      const user = await seedEnded();
      const token = verificationToken(user, new Date());
      const verify = () =>
        change(fixture, async (tx) => {
          const found = await findUser(tx, user.id);
          found.verifyEmail(token, { fullName: 'Ada', locale: 'en', passwordHash: 'hash' }, new Date());
        });
      const attempts = round % 2 === 0 ? [verify(), endAccounts()] : [endAccounts(), verify()].toReversed();
      const [won] = await Promise.allSettled(attempts);
      const stored = await storedUser(fixture, user.id);
      expect(stored?.status ?? 'erased').toBe(won?.status === 'fulfilled' ? 'active' : 'erased');
      const [event, ...more] = (await outboxOf(fixture)).filter(({ subject }) => subject === user.id);
      expect([event?.type, more]).toEqual([won?.status === 'fulfilled' ? 'user.updated' : 'user.deleted', []]);
      if (won?.status === 'fulfilled') verified += 1;
    }
    expect(verified).toBeGreaterThan(0);
  });

  test('a new link at the last moment keeps the account', async () => {
    const user = await seedEnded();
    await change(fixture, async (tx) => {
      const found = await findUser(tx, user.id);
      found.issueVerification(verificationToken(user, new Date()), 'sealed', new Date());
    });
    await endAccounts();
    expect(await storedUser(fixture, user.id)).toMatchObject({ status: 'pending' });
  });
});

describeWith('postgres', 'the parts of the log', () => {
  let fixture: PostgresFixture;

  beforeEach(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });

  async function partitions(): Promise<readonly string[]> {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
      where inhparent = 'events'::regclass order by 1`.execute(fixture.db);
    return rows.map(({ name }) => name);
  }

  /** A month of the log with one event in its last millisecond. */
  async function addMonth(name: string, from: string, to: string): Promise<void> {
    await sql`
      create table ${sql.ref(name)} partition of events for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(
      fixture.db,
    );
    await sql`
      insert into events (id, type, subject, sequence, stream, time, data, logged_at)
      values (gen_random_uuid(), 'user.created', gen_random_uuid(), 1, 1, now(), '{}',
        ${sql.lit(to)}::timestamptz - interval '1 millisecond')`.execute(fixture.db);
  }

  const months: readonly [string, string, string][] = [
    ['events_2026_01', '2026-01-01Z', '2026-02-01Z'],
    ['events_2026_02', '2026-02-01Z', '2026-03-01Z'],
    ['events_2026_03', '2026-03-01Z', '2026-04-01Z'],
  ];

  const tend = (before: string) => fixture.housekeeping.tendLog({ publishedBefore: new Date(before) });

  test('are dropped one by one, the oldest first, when all of their month is over; what is young stays', async () => {
    for (const month of months) await addMonth(...month);
    const young = (await partitions()).filter((name) => !months.some(([each]) => each === name));
    expect(await tend('2026-02-28T23:59:59.999Z')).toBe(true);
    expect(await tend('2026-02-28T23:59:59.999Z')).toBe(false);
    expect(await partitions()).toEqual(['events_2026_02', 'events_2026_03', ...young]);
    expect([await tend('2026-04-01T00:00:00Z'), await tend('2026-04-01T00:00:00Z')]).toEqual([true, true]);
    expect(await tend('2026-04-01T00:00:00Z')).toBe(false);
    expect(await partitions()).toEqual(young);
    expect(young.length).toBeGreaterThanOrEqual(2);
  });

  test('are made ahead', async () => {
    const made = await partitions();
    for (const name of made) await sql`drop table ${sql.ref(name)}`.execute(fixture.db);
    await tend('2026-01-01Z');
    expect(await partitions()).toEqual(made);
  });

  // An exclusive lock that waits is waited for by everybody behind it.
  test('a reader that takes its time keeps its part, and is not queued up behind', async () => {
    for (const month of months) await addMonth(...month);
    const reader = new pg.Client({ connectionString: fixture.url });
    await reader.connect();
    await reader.query('begin; select count(*) from events');
    await expect(tend('2026-04-01Z')).rejects.toMatchObject({ sqlState: '55P03' });
    expect((await partitions()).slice(0, 3)).toEqual(months.map(([name]) => name));
    expect(await fixture.eventLog()).toHaveLength(3);
    await reader.query('commit');
    await reader.end();
    expect(await tend('2026-04-01Z')).toBe(true);
  });
});
