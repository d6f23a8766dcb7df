import { ConcurrentChange, type LeasedTask, LeaseLost, type Transaction } from '@users/application';
import { EmailTaken, type Session, type UserState } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type StorageFixture } from './fixture.ts';
import { newTask, openSession, registered } from './samples.ts';
import {
  change,
  findSession,
  findUser,
  outboxOf,
  picture,
  rename,
  seedSession,
  seedUser,
  storedUser,
} from './stored.ts';

/** All or nothing: user, event, session, task and audit entry come together or not at all. */
export function rollbackContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`unit of work, all or nothing: ${name}`, () => {
    let fixture: StorageFixture;
    let user: UserState;
    let task: LeasedTask;
    let session: Session;

    beforeEach(async () => {
      fixture = await setup();
      user = await seedUser(fixture);
      session = openSession(user, fixture.now());
      await fixture.taskQueue.enqueue(newTask());
      task = await leaseOne(60);
    });
    afterEach(() => fixture.close());

    async function leaseOne(leaseSeconds: number): Promise<LeasedTask> {
      return eventually(
        fixture,
        async () => (await fixture.taskQueue.lease({ types: ['contract.task'], limit: 1, leaseSeconds }))[0] ?? null,
      );
    }

    /** Something of every kind. */
    async function changeEverything(tx: Transaction): Promise<void> {
      (await findUser(tx, user.id)).updateProfile({ fullName: 'Never Seen' }, fixture.now());
      tx.users.add(registered(fixture.now()));
      tx.sessions.add(session);
      tx.enqueue(newTask());
      tx.note({ subject: user.id, detail: {} });
    }

    /** Does it, expects it to fail, and expects that nothing is left of it. */
    async function expectNothingLeft(error: unknown, work: (tx: Transaction) => Promise<void>): Promise<void> {
      const before = await picture(fixture, [user.id], [session.id]);
      await expect(change(fixture, work)).rejects.toThrow(error as Error);
      expect(await picture(fixture, [user.id], [session.id])).toEqual(before);
    }

    test('nothing is written before the closure returns', async () => {
      const before = await picture(fixture, [user.id], [session.id]);
      await change(fixture, async (tx) => {
        await changeEverything(tx);
        expect(await picture(fixture, [user.id], [session.id])).toEqual(before);
      });
      expect(await picture(fixture, [user.id], [session.id])).not.toEqual(before);
    });

    test('nothing is left when the closure throws', async () => {
      const failure = new Error('the closure failed');
      await expectNothingLeft(failure, async (tx) => {
        await changeEverything(tx);
        tx.complete(task);
        throw failure;
      });
    });

    test('nothing is left when an added address is taken', async () => {
      await expectNothingLeft(EmailTaken, async (tx) => {
        await changeEverything(tx);
        tx.complete(task);
        tx.users.add(registered(fixture.now(), user.email));
      });
    });

    test('an address stays reserved by a soft-deleted account', async () => {
      const { email } = await seedUser(fixture, { status: 'deleted', deletedAt: fixture.now() });
      await expectNothingLeft(EmailTaken, async (tx) => tx.users.add(registered(fixture.now(), email)));
    });

    test('nothing is left when the user moved on in each of three runs', async () => {
      let runs = 0;
      const losing = change(fixture, async (tx) => {
        runs += 1;
        await changeEverything(tx);
        tx.complete(task);
        await rename(fixture, user.id, `Winner ${runs}`);
      });
      await expect(losing).rejects.toThrow(ConcurrentChange);
      expect(runs).toBe(3);
      const { sessions, tasks, audit } = await picture(fixture, [], [session.id]);
      expect({ sessions, tasks }).toEqual({ sessions: [undefined], tasks: { waiting: 1, parked: 0 } });
      expect(audit).toHaveLength(3);
      expect((await outboxOf(fixture)).map((event) => event.data)).toMatchObject([
        { full_name: 'Winner 1' },
        { full_name: 'Winner 2' },
        { full_name: 'Winner 3' },
      ]);
    });

    test('nothing is left when a session moved on in each of three runs', async () => {
      const { id } = await seedSession(fixture, user);
      const lifetime = { idleSeconds: 60, absoluteSeconds: 60, graceSeconds: 10 };
      const rotate = async (tx: Transaction): Promise<void> => {
        const found = await findSession(tx, id);
        found.refresh(found.state.generation, lifetime, user.epoch, fixture.now());
      };
      const losing = change(fixture, async (tx) => {
        await rotate(tx);
        await changeEverything(tx);
        await change(fixture, rotate);
      });
      await expect(losing).rejects.toThrow(ConcurrentChange);
      expect(await picture(fixture, [user.id], [id, session.id])).toMatchObject({
        users: [user],
        sessions: [{ generation: 4 }, undefined],
        events: [],
        audit: [],
        tasks: { waiting: 1 },
      });
    });

    test('a session does not open on an account that moved on since it was looked at', async () => {
      let runs = 0;
      await change(fixture, async (tx) => {
        runs += 1;
        await findUser(tx, user.id);
        tx.sessions.add(openSession(user, fixture.now()));
        if (runs === 1) await rename(fixture, user.id, 'Moved On');
      });
      expect(runs).toBe(2);
    });

    test('a task is completed with the change, once', async () => {
      await change(fixture, async (tx) => {
        (await findUser(tx, user.id)).updateProfile({ fullName: 'Done' }, fixture.now());
        tx.complete(task);
      });
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
      let runs = 0;
      await expectNothingLeft(LeaseLost, async (tx) => {
        runs += 1;
        await changeEverything(tx);
        tx.complete(task);
      });
      expect(runs).toBe(1);
      expect(await storedUser(fixture, user.id)).toMatchObject({ fullName: 'Done' });
    });

    test('a worker whose lease ran out and went to another changes nothing', async () => {
      await fixture.taskQueue.complete(task);
      await fixture.taskQueue.enqueue(newTask());
      const mine = await leaseOne(1);
      const theirs = await leaseOne(60);
      expect(theirs.id).toBe(mine.id);
      await expectNothingLeft(LeaseLost, async (tx) => {
        await changeEverything(tx);
        tx.complete(mine);
      });
      await change(fixture, async (tx) => tx.complete(theirs));
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
    });

    test('a task and its follow-up change places at once; enqueued twice it is there once', async () => {
      const next = newTask();
      await change(fixture, async (tx) => {
        tx.complete(task);
        tx.enqueue(next);
      });
      await change(fixture, async (tx) => tx.enqueue(next));
      expect(await fixture.taskQueue.lease({ types: ['contract.task'], limit: 9, leaseSeconds: 60 })).toMatchObject([
        { id: next.id },
      ]);
    });
  });
}
