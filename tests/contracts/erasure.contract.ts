import { ConcurrentChange } from '@users/application';
import { LastAdmin, User, type UserState, userStatuses } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import {
  emailReversal,
  newTask,
  noFilter,
  openSession,
  registered,
  sessionState,
  verificationToken,
} from './samples.ts';
import { change, eraseUser, findUser, outboxOf, seedSession, seedUser, storedSession, storedUser } from './stored.ts';

/** What is left of an erased user: an id, and nothing that tells of a person. */
export function erasureContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`erasure: ${name}`, () => {
    let fixture: StorageFixture;
    let user: UserState;
    beforeEach(async () => {
      fixture = await setup();
      const now = fixture.now();
      const personal = { fullName: 'Zoë Ångström', metadata: { team: 'blue' }, verifiedBy: 'digest', lastLoginAt: now };
      user = await seedUser(fixture, { ...personal, locale: 'es-419', roles: ['admin', 'user'] });
    });
    afterEach(() => fixture.close());

    async function lists(): Promise<string[]> {
      const sort = { field: 'email', descending: false } as const;
      const filters = [noFilter, ...userStatuses.map((status) => ({ ...noFilter, status }))];
      const pages = await Promise.all(
        filters.map((filter) => fixture.userDirectory.list({ filter, sort, after: null, limit: 200 })),
      );
      return pages.flat().map(({ id }) => id);
    }

    test('the row stays, and neither it nor a session or way back tells of a person', async () => {
      const session = await seedSession(fixture, user, { network: '198.51.100.0/24', userAgent: 'Telltale/1.0' });
      const reversal = emailReversal(user.id, registered(fixture.now()).state.email, fixture.now());
      await change(fixture, async (tx) => tx.emailReversals.add(reversal));
      const personal = [user.email, user.fullName, user.passwordHash ?? '', 'es-419', 'blue', 'Telltale', '198.51.100'];
      const before = await fixture.storedText(user.id);
      for (const text of [...personal, reversal.oldEmail]) expect(before).toContain(text);
      await eraseUser(fixture, user.id);
      const after = await fixture.storedText(user.id);
      expect(after).toContain(user.id);
      for (const text of [...personal, reversal.oldEmail]) expect(after).not.toContain(text);
      expect(await storedSession(fixture, session.id)).toBeUndefined();
      expect(await change(fixture, (tx) => tx.emailReversals.find(reversal.digest))).toBeNull();
      expect((await outboxOf(fixture)).map(({ type, subject }) => [type, subject])).toEqual([
        ['user.deleted', user.id],
      ]);
    });

    // A parked mail would keep the address and the name for ever, and an unused link the address until it ends.
    test('its tasks go, waiting, running and parked, and its one-time tokens; those of others stay', async () => {
      const other = await seedUser(fixture);
      const links = [user, other].map((owner) => verificationToken(owner, fixture.now()));
      for (const link of links) await fixture.tokenStore.put(link);
      const { taskQueue } = fixture;
      const mail = (type: string, subject?: string) => newTask({ type, ...(subject && { subject }) });
      const lease = async (type: string) => (await taskQueue.lease({ types: [type], limit: 9, leaseSeconds: 60 }))[0];
      for (const type of ['parked', 'running', 'waiting']) await taskQueue.enqueue(mail(type, user.id));
      const parked = await lease('parked');
      if (parked) await taskQueue.park(parked, 'no such mailbox');
      const running = await lease('running');
      for (const kept of [mail('kept', other.id), mail('kept')]) await taskQueue.enqueue(kept);
      await eraseUser(fixture, user.id);
      expect(await taskQueue.countByType()).toEqual([{ type: 'kept', waiting: 2, parked: 0 }]);
      if (running) await taskQueue.retry(running, { afterSeconds: 0, reason: 'away' });
      expect(await taskQueue.count()).toEqual({ waiting: 2, parked: 0 });
      const found = links.map(({ state }) => fixture.tokenStore.find(state.purpose, state.digest));
      expect((await Promise.all(found)).map((link) => link?.state.userId)).toEqual([undefined, other.id]);
    });

    // A notice to the owner of an address moves nothing of the account: no guard keeps it from coming after the erasure,
    // and parked, because the mailbox has gone too, it would keep address and name for ever.
    test('a task that tells of it is not put down by whoever read it before', async () => {
      await change(fixture, async (tx) => {
        const found = await findUser(tx, user.id);
        await eraseUser(fixture, user.id);
        tx.enqueue(newTask({ subject: found.id }));
        tx.enqueue(newTask());
      });
      await fixture.taskQueue.enqueue(newTask({ subject: user.id }));
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
    });

    test('of a change that is refused nothing is forgotten', async () => {
      await fixture.taskQueue.enqueue(newTask({ subject: user.id }));
      const attempt = change(fixture, async (tx) => {
        (await findUser(tx, user.id)).erase(fixture.now());
        tx.forget(user.id);
        tx.keepAdmin();
      });
      await expect(attempt).rejects.toThrow(LastAdmin);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
    });

    test('nobody finds it any more', async () => {
      const session = await seedSession(fixture, user);
      expect(await lists()).toEqual([user.id, user.id]);
      await eraseUser(fixture, user.id);
      expect(await storedUser(fixture, user.id)).toBeUndefined();
      expect(await change(fixture, (tx) => tx.users.findByEmail(user.email))).toBeNull();
      expect(await change(fixture, (tx) => tx.users.findByEmail('' as UserState['email']))).toBeNull();
      expect(await fixture.userDirectory.find(user.id)).toBeNull();
      expect(await lists()).toEqual([]);
      expect(await fixture.userDirectory.count({ ...noFilter, status: 'deleted' })).toBe(0);
      expect(await fixture.userDirectory.hasActiveWithRole('admin')).toBe(false);
      for (const email of [user.email, '' as UserState['email']]) {
        expect(await fixture.credentialsReader.byEmail(email)).toBeNull();
      }
      const key = { userId: user.id, sessionId: session.id };
      expect(await fixture.actorReader.read(key, { fresh: true })).toBeNull();
      expect(await fixture.sessionDirectory.list(user.id)).toEqual([]);
    });

    test('the address is free, the id is not, and any number can be erased', async () => {
      const other = await seedUser(fixture);
      for (const { id } of [user, other]) await eraseUser(fixture, id);
      await change(fixture, async (tx) => tx.users.add(registered(fixture.now(), user.email)));
      const again = change(fixture, async (tx) => {
        tx.users.add(User.restore({ ...registered(fixture.now()).state, id: user.id }));
      });
      await expect(again).rejects.toThrow(ConcurrentChange);
    });

    test('the sessions of others stay', async () => {
      const other = await seedUser(fixture);
      const session = await seedSession(fixture, other);
      await eraseUser(fixture, user.id);
      expect(await fixture.sessionDirectory.list(other.id)).toMatchObject([{ id: session.id }]);
    });

    // A log-in moves no guard of the user, so the erasure goes through on what it has read: it must take it along.
    test('a log-in between its reading and its writing leaves nothing', async () => {
      const { id } = await seedUser(fixture, { lastLoginAt: null });
      const session = await change(fixture, async (tx) => {
        const erased = await findUser(tx, id);
        const opened = openSession(erased.state, fixture.now());
        await change(fixture, async (rival) => {
          const { passwordHash, epoch } = erased.state;
          const proof = { passwordHash: passwordHash ?? '', epoch, rehashed: null };
          (await findUser(rival, id)).recordLogIn(proof, fixture.now());
          rival.sessions.add(opened);
        });
        erased.erase(fixture.now());
        tx.sessions.removeOf(id);
        return opened;
      });
      expect(await storedSession(fixture, session.id)).toBeUndefined();
      expect(JSON.parse(await fixture.storedText(id).then((text) => text.match(lastLogIn)?.[1] ?? '0'))).toBeNull();
    });

    test('a session that is opened or refreshed beside it goes too', async () => {
      const session = await seedSession(fixture, user);
      const added = openSession(user, fixture.now());
      await change(fixture, async (tx) => {
        (await tx.sessions.find(session.id))?.end('revoked', fixture.now());
        tx.sessions.add(added);
        (await findUser(tx, user.id)).erase(fixture.now());
        tx.sessions.removeOf(user.id);
      });
      expect(await storedSession(fixture, session.id)).toBeUndefined();
      expect(await storedSession(fixture, added.id)).toBeUndefined();
    });

    test('a session does not open on an account that is erased in between', async () => {
      const opened = sessionState(user, fixture.now());
      const opening = change(fixture, async (tx) => {
        const found = await findUser(tx, user.id);
        await eraseUser(fixture, user.id);
        tx.sessions.add(openSession(found.state, fixture.now()));
      });
      // The second run finds nobody.
      await expect(opening).rejects.toThrow('the user is not there');
      expect(await fixture.storedText(user.id)).not.toContain(opened.userAgent);
    });
  });
}

/** In the row of a user, whatever its columns are called. */
const lastLogIn = /"last_?[lL]ogin_?[aA]t":("[^"]*"|null)/;
