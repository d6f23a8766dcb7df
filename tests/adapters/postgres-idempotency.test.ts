import { AnsweredBefore, type Idempotency, IdempotencyKeyInUse, IdempotentUnitOfWork } from '@users/application';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { changeContext, freshEmail, freshSecret, registered } from '../contracts/samples.ts';
import { change, outboxOf } from '../contracts/stored.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('postgres', 'idempotency keys under waiting locks', () => {
  let fixture: PostgresFixture;
  let once: IdempotentUnitOfWork;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(() => {
    once = new IdempotentUnitOfWork({ ...fixture, clock: { now: () => new Date() } });
    return emptiedAfterwards(fixture).close;
  });

  const body = JSON.stringify({ made: 'by the first' });
  function idempotency(id: string): Idempotency {
    const answer = { headers: {}, body, subject: null };
    return { id, fingerprint: 'same', fits: (other) => other === 'same', answer: () => answer };
  }

  /** The first request under the key, stopped before its commit until `work` is through. */
  async function whileFirstIsOpen(id: string, work: () => Promise<void>): Promise<void> {
    await fixture.db.transaction().execute(async (first) => {
      await sql`
        insert into idempotency_keys (id, fingerprint, headers, body, created_at, expires_at)
        values (${id}, 'same', '{}', ${body}, now(), now() + interval '1 day')`.execute(first);
      await work();
    });
  }

  const attempt = (id: string, email = freshEmail()): Promise<unknown> =>
    once
      .run(changeContext({ idempotency: idempotency(id) }), async (tx) =>
        tx.users.add(registered(fixture.now(), email)),
      )
      .then(
        () => 'done',
        (error: unknown) => error,
      );

  async function someoneWaits(): Promise<boolean> {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%idempotency_keys%'`.execute(
      fixture.db,
    );
    return rows.length > 0;
  }

  test('the second request waits for the first one and answers as it did', async () => {
    const id = freshSecret();
    let second: Promise<unknown> = Promise.resolve();
    await whileFirstIsOpen(id, async () => {
      second = attempt(id);
      await until('the second request at the lock', someoneWaits);
    });
    const end = await second;
    expect(end).toBeInstanceOf(AnsweredBefore);
    expect(end).toMatchObject({ answer: { body } });
    expect(await outboxOf(fixture)).toEqual([]);
  });

  // Whoever loses may be refused by the address that the winner took, not by the key: it is the same request all the same.
  test('of sixteen that make one user, one does and the others answer as it did', async () => {
    const [id, email] = [freshSecret(), freshEmail()];
    const ends = await Promise.all(Array.from({ length: 16 }, () => attempt(id, email)));
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(ends.filter((end) => end instanceof AnsweredBefore)).toHaveLength(15);
    expect(await outboxOf(fixture)).toHaveLength(1);
  });

  test('it waits five seconds at most, and nothing of it is left', async () => {
    const id = freshSecret();
    await whileFirstIsOpen(id, async () => {
      expect(await attempt(id)).toBeInstanceOf(IdempotencyKeyInUse);
      expect(await outboxOf(fixture)).toEqual([]);
    });
  });

  test('a work without a key is still one statement, and one with a key has the limit around it', async () => {
    fixture.statements.length = 0;
    await change(fixture, async (tx) => tx.users.add(registered(fixture.now())));
    expect(fixture.statements).toHaveLength(1);
    await attempt(freshSecret());
    expect(fixture.statements.filter((text) => text.includes('lock_timeout'))).toHaveLength(1);
  });
});
