import { IdempotencyKeyInUse, type IncomingRequest, RequestRepeated, repeatKey } from '@users/application';
import { type Kysely, sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { newTask, registered } from '../contracts/samples.ts';
import { change, outboxOf } from '../contracts/stored.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('postgres', 'requests of strangers under waiting locks', () => {
  let fixture: PostgresFixture;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(() => emptiedAfterwards(fixture).close);

  const later = (seconds: number) => new Date(Date.now() + seconds * 1000);

  function incoming(key: string, overrides: Partial<IncomingRequest> = {}): IncomingRequest {
    return {
      task: { ...newTask({ type: 'carry.out' }), key },
      onRepeat: { ...newTask({ type: 'repeated' }), key: repeatKey(key) },
      receivedAt: new Date(),
      keyUntil: later(60),
      keptAnswer: null,
      ...overrides,
    };
  }
  const accept = (key: string, overrides?: Partial<IncomingRequest>) =>
    fixture.requestIntake.accept(incoming(key, overrides));

  async function finish(type: string): Promise<void> {
    for (const task of await fixture.taskQueue.lease({ types: [type], limit: 9, leaseSeconds: 60 })) {
      await fixture.taskQueue.complete(task);
    }
  }

  const depend = (key: string) =>
    change(fixture, async (tx) => {
      tx.users.add(registered(fixture.now()));
      tx.assertNotRepeated([key]);
    });

  /** What one has written that is not committed before `work` is through. */
  async function whileOpen(first: (transaction: Kysely<never>) => Promise<unknown>, work: () => Promise<void>) {
    await fixture.db.transaction().execute(async (transaction) => {
      await first(transaction as unknown as Kysely<never>);
      await work();
    });
  }

  async function someoneWaits(): Promise<boolean> {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(fixture.db);
    return rows.length > 0;
  }

  const repeatInSql = (transaction: Kysely<never>, key: string) =>
    sql`select accept_request(${key}, now(), now() + interval '1 minute', '{}', ${JSON.stringify({
      ...{ id: newTask().id, type: 'repeated', payload: {}, request_id: 'r', key: repeatKey(key) },
    })}::json, null)`.execute(transaction);

  // A link that is followed while somebody registers the address again: it must see the repeat that was there first.
  test('a write that rests on the only request waits for a repeat that came first, and is refused', async () => {
    await accept('k');
    await finish('carry.out');
    let write: Promise<unknown> = Promise.resolve();
    await whileOpen(
      (transaction) => repeatInSql(transaction, 'k'),
      async () => {
        write = depend('k').catch((error: unknown) => error);
        await until('the write at the lock', someoneWaits);
      },
    );
    expect(await write).toBeInstanceOf(RequestRepeated);
    expect(await outboxOf(fixture)).toEqual([]);
  });

  test('a repeat waits for a write that came first: its task is put down after it', async () => {
    await accept('k');
    await finish('carry.out');
    let repeat: Promise<unknown> = Promise.resolve();
    await whileOpen(
      (transaction) => sql`select assert_not_repeated('{k}')`.execute(transaction),
      async () => {
        repeat = accept('k');
        await until('the repeat at the lock', someoneWaits);
        expect(await fixture.taskQueue.countByType()).toEqual([]);
      },
    );
    expect(await repeat).toBe('repeated');
  });

  test('a request waits for one under the same key that is being written, and finds it', async () => {
    let second: Promise<unknown> = Promise.resolve();
    await whileOpen(
      (transaction) =>
        sql`insert into request_keys values ('k', false, now() + interval '1 minute')`.execute(transaction),
      async () => {
        second = accept('k');
        await until('the second at the lock', someoneWaits);
      },
    );
    expect(await second).toBe('repeated');
  });

  test('it waits five seconds at most, and nothing of it is left', async () => {
    const answer = { headers: {}, body: '{}', subject: null };
    const keptAnswer = { id: 'i', fingerprint: 'f', answer, createdAt: new Date(), expiresAt: later(86_400) };
    await whileOpen(
      (transaction) =>
        sql`insert into request_keys values ('k', false, now() + interval '1 minute')`.execute(transaction),
      async () => {
        const ends = await Promise.allSettled([accept('k', { keptAnswer }), accept('k')]);
        expect(ends).toMatchObject([
          { reason: expect.any(IdempotencyKeyInUse) },
          { reason: { code: 'dependency_unavailable' } },
        ]);
      },
    );
    expect(await fixture.keptAnswers.find('i')).toBeNull();
    expect(await fixture.taskQueue.countByType()).toEqual([]);
  });

  // The task of a key locks its own row, then the key. Were it the other way round here, one of the two would be sacrificed.
  test('a request that finds an ended key waits for the task of it without holding the key', async () => {
    await accept('k', { keyUntil: later(-1) });
    let request: Promise<unknown> = Promise.resolve();
    await whileOpen(
      (transaction) => sql`delete from tasks where key = 'k'`.execute(transaction),
      async () => {
        request = accept('k');
        await until('the request at the lock', someoneWaits);
        await sql`select from request_keys where key = 'k' for share nowait`.execute(fixture.db);
      },
    );
    expect(await request).toBe('accepted');
  });

  test('a request is one statement, of one form, whatever becomes of it', async () => {
    fixture.statements.length = 0;
    for (const key of ['k', 'k', 'k', 'l']) await accept(key);
    await accept('m', { onRepeat: null });
    expect(fixture.statements).toHaveLength(5);
    expect(new Set(fixture.statements).size).toBe(1);
    expect(fixture.statements[0]).not.toContain('users');
  });
});
