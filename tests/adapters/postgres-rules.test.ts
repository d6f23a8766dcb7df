import type { Transaction } from '@users/application';
import { LastAdmin, Role, RoleInUse, type UserState } from '@users/domain';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { emailReversal, freshEmail, openSession, sessionState } from '../contracts/samples.ts';
import {
  change,
  eraseUser,
  findRole,
  findUser,
  picture,
  seedRole,
  seedSession,
  seedUser,
  storedSession,
} from '../contracts/stored.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

describeWith('postgres', 'rules over several aggregates, as only PostgreSQL shows them', () => {
  let fixture: PostgresFixture;
  let user: UserState;

  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });
  beforeEach(async () => {
    user = await seedUser(fixture, { roles: ['admin'] });
    for (const name of ['support', 'clerk']) await seedRole(fixture, { name });
    fixture.statements.length = 0;
    return emptiedAfterwards(fixture).close;
  });

  /** Something of every kind that has a rule. */
  async function changeEverything(tx: Transaction): Promise<void> {
    const now = fixture.now();
    const heir = await seedUser(fixture);
    const found = await findUser(tx, user.id);
    found.setRoles([], now);
    tx.keepAdmin();
    (await findUser(tx, heir.id)).setRoles(['admin', 'helper'], now);
    (await findRole(tx, 'clerk')).change({ description: 'Changed.', permissions: [] });
    tx.roles.add(Role.create({ name: 'helper', description: '', permissions: [] }));
    tx.roles.remove(await findRole(tx, 'support'));
    tx.emailReversals.removeOf(user.id);
    tx.emailReversals.add(emailReversal(user.id, freshEmail(), now));
    tx.sessions.add(openSession(user, now));
    tx.sessions.removeOf(user.id);
    tx.note({ subject: null, detail: { role: 'helper' } });
  }

  async function untilSomeoneWaits(): Promise<void> {
    await until('a statement that waits for a lock', async () => {
      const { rows } = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        fixture.db,
      );
      return rows.length > 0;
    });
  }

  test('rules add no statement: roles, ways back and sessions go with the rest', async () => {
    const writes = (): string[] => fixture.statements.filter((text) => !/^\s*select/.test(text));
    await seedUser(fixture);
    fixture.statements.length = 0;
    await change(fixture, async (tx) => {
      await findUser(tx, user.id).then((found) => found.suspend('for a test', fixture.now()));
      tx.roles.remove(await findRole(tx, 'support'));
      tx.roles.add(Role.create({ name: 'helper', description: '', permissions: [] }));
      tx.emailReversals.add(emailReversal(user.id, freshEmail(), fixture.now()));
      tx.sessions.removeOf(user.id);
    });
    expect(writes()).toHaveLength(1);
    expect(fixture.statements).toHaveLength(3);
  });

  test.each(['roles', 'email_reversals', 'users', 'audit_log'])(
    'nothing is left when %s refuses its part',
    async (table) => {
      const before = await everything();
      await sql`alter table ${sql.ref(table)} add constraint planted check (false) not valid`.execute(fixture.db);
      try {
        await expect(change(fixture, changeOnlyKnown)).rejects.toThrow('planted');
      } finally {
        await sql`alter table ${sql.ref(table)} drop constraint planted`.execute(fixture.db);
      }
      expect(await everything()).toEqual(before);
    },
  );

  test('nothing is left when a rule is broken at the very end', async () => {
    const before = await everything();
    const breaking = change(fixture, async (tx) => {
      await changeOnlyKnown(tx);
      (await findUser(tx, user.id)).setRoles(['helper'], fixture.now());
      tx.keepAdmin();
    });
    await expect(breaking).rejects.toThrow(LastAdmin);
    expect(await everything()).toEqual(before);
  });

  test('all of it at once', async () => {
    await change(fixture, changeEverything);
    const roles = await fixture.roleDirectory.list();
    expect(roles.map(({ name, version }) => [name, version])).toEqual([
      ['admin', 1],
      ['clerk', 2],
      ['helper', 1],
      ['user', 1],
    ]);
    expect(await fixture.sessionDirectory.list(user.id)).toEqual([]);
    expect(await fixture.auditTrail()).toContainEqual(expect.objectContaining({ subject: null }));
    await sql`update roles set description = 'May do everything.', version = 1 where name = 'admin'`.execute(
      fixture.db,
    );
  });

  // The statement's own snapshot is older than the row it waited for: what was opened meanwhile is not in it.
  test('an erasure that waited for a log-in takes the session along that this has opened', async () => {
    const { id } = sessionState(user, fixture.now());
    const erasing = await fixture.db.transaction().execute(async (trx) => {
      await trx.updateTable('users').set({ last_login_at: new Date() }).where('id', '=', user.id).execute();
      await sql`
        insert into sessions (id, user_id, seed, generation, rotated_at, epoch, created_at, revision)
        values (${id}, ${user.id}, 'seed', 1, now(), ${user.epoch}, now(), 0)`.execute(trx);
      const pending = eraseUser(fixture, user.id);
      await untilSomeoneWaits();
      return { pending };
    });
    await erasing.pending;
    expect(await storedSession(fixture, id)).toBeUndefined();
    const { rows } = await sql`select last_login_at as at from users where id = ${user.id}`.execute(fixture.db);
    expect(rows).toEqual([{ at: null }]);
  });

  test('a removal of a role waits for whoever is giving it, and sees it', async () => {
    const removing = await fixture.db.transaction().execute(async (trx) => {
      await sql`select assert_roles_exist('{support}')`.execute(trx);
      await sql`update users set role_names = '{admin,support}' where id = ${user.id}`.execute(trx);
      const pending = Promise.allSettled([
        change(fixture, async (tx) => tx.roles.remove(await findRole(tx, 'support'))),
      ]);
      await untilSomeoneWaits();
      return { pending };
    });
    expect(await removing.pending).toMatchObject([{ reason: expect.any(RoleInUse) }]);
  });

  test('whoever gives a role does not wait for others who do', async () => {
    await fixture.db.transaction().execute(async (trx) => {
      await sql`select assert_roles_exist('{support}')`.execute(trx);
      await seedUser(fixture, { roles: ['support'] });
    });
  });

  async function changeOnlyKnown(tx: Transaction): Promise<void> {
    const now = fixture.now();
    (await findUser(tx, user.id)).updateProfile({ fullName: 'Never Seen' }, now);
    (await findRole(tx, 'support')).change({ description: 'Never seen.', permissions: [] });
    tx.roles.add(Role.create({ name: 'helper', description: '', permissions: [] }));
    tx.emailReversals.add(emailReversal(user.id, freshEmail(), now));
    tx.sessions.removeOf(user.id);
    tx.note({ subject: null, detail: {} });
  }

  async function everything(): Promise<unknown> {
    const roles = await fixture.roleDirectory.list();
    return [await picture(fixture, [user.id], []), roles, await fixture.storedText(user.id)];
  }

  test('the sessions of who is erased go, those of others are not even looked at', async () => {
    const other = await seedUser(fixture);
    const session = await seedSession(fixture, other);
    await eraseUser(fixture, user.id);
    expect(await storedSession(fixture, session.id)).toEqual(session);
  });
});
