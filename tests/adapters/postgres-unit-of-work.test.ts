import { type LeasedTask, type Transaction, toEventData } from '@users/application';
import { Session, User, type UserEvent, type UserState } from '@users/domain';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { credentials, freshEmail, newTask, openSession, registered } from '../contracts/samples.ts';
import { change, findSession, findUser, picture, rename, seedSession, seedUser } from '../contracts/stored.ts';
import { barrier } from '../support/barrier.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('postgres', 'unit of work, as only PostgreSQL shows it', () => {
  let fixture: PostgresFixture;
  let user: UserState;
  let other: UserState;
  let session: Session;
  let task: LeasedTask;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(async () => {
    user = await seedUser(fixture);
    other = await seedUser(fixture);
    session = Session.restore(await seedSession(fixture, user));
    await fixture.taskQueue.enqueue(newTask());
    task = (await fixture.taskQueue.lease({ types: ['contract.task'], limit: 1, leaseSeconds: 60 }))[0] as LeasedTask;
    fixture.statements.length = 0;
    return emptiedAfterwards(fixture).close;
  });

  /** Inserts and updates of every kind, over several aggregates. */
  async function changeEverything(tx: Transaction, opened: Session = openSession(user, fixture.now())): Promise<void> {
    (await findUser(tx, user.id)).updateProfile({ fullName: 'Never Seen' }, fixture.now());
    (await findUser(tx, other.id)).updateProfile({ locale: 'fr' }, fixture.now());
    (await findSession(tx, session.id)).end('logged_out', fixture.now());
    tx.users.add(registered(fixture.now()));
    tx.sessions.add(opened);
    tx.enqueue(newTask());
    tx.note({ subject: user.id, detail: { why: 'test' } });
    tx.complete(task);
  }

  function writes(): string[] {
    return fixture.statements.filter((text) => !/^\s*select/.test(text));
  }

  test('whatever a change touches is written by one statement, without a transaction around it', async () => {
    await change(fixture, (tx) => changeEverything(tx));
    expect(writes()).toHaveLength(1);
    expect(fixture.statements).toHaveLength(4);
  });

  test('the log of statements would show a transaction', async () => {
    const now = fixture.now();
    const key = { kid: 'k', publicJwk: '{}', sealedPrivateJwk: 's', createdAt: now, activatesAt: now };
    await fixture.signingKeys.add(key, now);
    expect(writes()).toEqual(expect.arrayContaining(['begin', 'commit']));
  });

  test('a change that changes nothing sends no statement but its reads', async () => {
    await change(fixture, async (tx) => {
      const { fullName } = user;
      (await findUser(tx, user.id)).updateProfile({ fullName }, fixture.now());
      await findSession(tx, session.id);
    });
    expect(writes()).toEqual([]);
    expect(fixture.statements).toHaveLength(2);
  });

  // Each part in turn is the one that PostgreSQL refuses, for a reason that no guard foresees.
  test.each(['users', 'sessions', 'outbox', 'tasks', 'audit_log'])(
    'nothing is left when %s refuses its part',
    async (table) => {
      const opened = openSession(user, fixture.now());
      const before = await picture(fixture, [user.id, other.id], [session.id, opened.id]);
      await sql`alter table ${sql.ref(table)} add constraint planted check (false) not valid`.execute(fixture.db);
      try {
        await expect(change(fixture, (tx) => changeEverything(tx, opened))).rejects.toThrow('planted');
      } finally {
        await sql`alter table ${sql.ref(table)} drop constraint planted`.execute(fixture.db);
      }
      expect(await picture(fixture, [user.id, other.id], [session.id, opened.id])).toEqual(before);
    },
  );

  test.each([0, 1])('of two users in one change, the one that moved holds the other back (%i)', async (index) => {
    const ids = [user.id, other.id].sort();
    let runs = 0;
    await change(fixture, async (tx) => {
      runs += 1;
      for (const id of ids) (await findUser(tx, id)).updateProfile({ locale: 'fr' }, fixture.now());
      if (runs === 1) await rename(fixture, ids[index] ?? '', 'Moved');
    });
    expect(runs).toBe(2);
    const { users } = await picture(fixture, ids, []);
    expect(users.map((state) => state?.version)).toEqual(index === 0 ? [4, 3] : [3, 4]);
  });

  test('two changes of the same two users, found in opposite orders, both land', async () => {
    const bothHaveRead = barrier(2);
    const swap = (ids: string[], fullName: string): Promise<void> =>
      change(fixture, async (tx) => {
        for (const id of ids) (await findUser(tx, id)).updateProfile({ fullName }, fixture.now());
        await bothHaveRead();
      });
    await Promise.all([swap([user.id, other.id], 'Forth'), swap([other.id, user.id], 'Back')]);
    const { users } = await picture(fixture, [user.id, other.id], []);
    expect(users[0]?.fullName).toBe(users[1]?.fullName);
    expect(users.map((state) => state?.version)).toEqual([4, 4]);
  });

  test('an id that another run of the same task has made in the meantime is found in the next run', async () => {
    const state = { ...registered(fixture.now()).state };
    let runs = 0;
    await change(fixture, async (tx) => {
      runs += 1;
      if ((await tx.users.find(state.id)) !== null) return;
      await change(fixture, async (rival) => rival.users.add(User.restore(state)));
      tx.users.add(User.restore({ ...state, email: freshEmail() }));
    });
    expect(runs).toBe(2);
  });

  test('the bytes of an event are those that the codec made, in the outbox and in the log', async () => {
    const added = registered(fixture.now());
    await change(fixture, async (tx) => tx.users.add(added));
    const codec = JSON.stringify(toEventData(createdAgain(added)));
    const bytes = async (table: 'outbox' | 'events'): Promise<string | undefined> => {
      const text = sql<{ text: string }>`select data::text as text from ${sql.ref(table)}`;
      return (await text.execute(fixture.db)).rows[0]?.text;
    };
    expect(await bytes('outbox')).toBe(codec);
    const events = await fixture.outbox.read(1);
    expect(JSON.stringify(events[0]?.data)).toBe(codec);
    const lease = await fixture.outbox.acquire('relay', 60);
    await fixture.outbox.move(lease ?? { fence: -1n }, events);
    expect(await bytes('events')).toBe(codec);
  });

  test('erased users are nowhere, and their address is free', async () => {
    await fixture.db.updateTable('users').set({ erased_at: new Date() }).where('id', '=', user.id).execute();
    await change(fixture, async (tx) => {
      expect(await tx.users.find(user.id)).toBeNull();
      expect(await tx.users.findByEmail(user.email)).toBeNull();
    });
    expect(await fixture.userDirectory.find(user.id)).toBeNull();
    expect(await fixture.credentialsReader.byEmail(user.email)).toBeNull();
    expect(await fixture.actorReader.read({ userId: user.id, sessionId: session.id }, { fresh: true })).toBeNull();
    await change(fixture, async (tx) => tx.users.add(registered(fixture.now(), user.email)));
  });

  test('an id that is no UUID belongs to nobody', async () => {
    await change(fixture, async (tx) => {
      expect(await tx.users.find('me')).toBeNull();
      expect(await tx.sessions.find("'; drop table users")).toBeNull();
    });
    expect(await fixture.userDirectory.find('')).toBeNull();
    expect(await fixture.actorReader.read({ userId: 'x', sessionId: session.id }, { fresh: true })).toBeNull();
  });
});

/** The first event of this user once more. */
function createdAgain(user: User): UserEvent {
  const { id, email, fullName, locale, createdAt } = user.state;
  const [event] = User.register({
    ...{ id, email, now: createdAt },
    credentials: { ...credentials, fullName, locale },
  }).pullEvents();
  if (event === undefined) throw new Error('no event');
  return event;
}
