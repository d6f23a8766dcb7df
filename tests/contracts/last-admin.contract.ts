import { LastAdmin, type User } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { newTask, noFilter, userState } from './samples.ts';
import { change, findUser, picture, seedUser, seedUsers, storedUser } from './stored.ts';

type Loss = (user: User, now: Date) => void;

/** Every way in which a service loses an administrator. */
const losses: Readonly<Record<string, Loss>> = {
  demoted: (user, now) => user.setRoles(['user'], now),
  suspended: (user, now) => user.suspend('for a test', now),
  'soft-deleted': (user, now) => user.softDelete(now),
  erased: (user, now) => user.erase(now),
};

/** At least one active administrator is left, whatever happens at once. */
export function lastAdminContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`the last administrator: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    /** As a use-case does it. */
    function lose(id: string, loss: Loss, whenRead: () => Promise<void> = async () => {}): Promise<void> {
      return change(fixture, async (tx) => {
        const user = await findUser(tx, id);
        await whenRead();
        if (user.activeAdmin) tx.keepAdmin();
        loss(user, fixture.now());
      });
    }

    function countAdmins(): Promise<number> {
      return fixture.userDirectory.count({ ...noFilter, status: 'active', role: 'admin' });
    }

    test.each(Object.entries(losses))('is not %s, and nothing of that is left; one of two is', async (_, loss) => {
      // None of them counts: not active, or no administrator.
      for (const status of ['pending', 'suspended', 'deleted'] as const)
        await seedUser(fixture, { status, roles: ['admin'] });
      await seedUser(fixture, { roles: ['user'] });
      const admin = await seedUser(fixture, { roles: ['admin'] });
      const before = await picture(fixture, [admin.id], []);
      const losing = change(fixture, async (tx) => {
        tx.keepAdmin();
        loss(await findUser(tx, admin.id), fixture.now());
        tx.enqueue(newTask());
        tx.note({ subject: admin.id, detail: {} });
      });
      await expect(losing).rejects.toThrow(LastAdmin);
      expect(await picture(fixture, [admin.id], [])).toEqual(before);
      await seedUser(fixture, { roles: ['user', 'admin'] });
      await lose(admin.id, loss);
      expect(await countAdmins()).toBe(1);
    });

    test('makes place for another in one go', async () => {
      const admin = await seedUser(fixture, { roles: ['admin'] });
      const heir = await seedUser(fixture);
      await change(fixture, async (tx) => {
        tx.keepAdmin();
        (await findUser(tx, admin.id)).setRoles(['user'], fixture.now());
        (await findUser(tx, heir.id)).setRoles(['admin'], fixture.now());
      });
      expect(await storedUser(fixture, heir.id)).toMatchObject({ roles: ['admin'] });
      expect(await countAdmins()).toBe(1);
    });

    test('the rule is asked for, so it does not hold back the first steps of an empty store', async () => {
      await seedUser(fixture);
      await expect(change(fixture, async (tx) => tx.keepAdmin())).rejects.toThrow(LastAdmin);
    });

    test('fifty administrators lost at once, in every way, leave one', async () => {
      const admins = Array.from({ length: 50 }, () => userState(fixture.now(), { roles: ['admin', 'user'] }));
      await seedUsers(fixture, admins);
      const allHaveRead = barrier(admins.length);
      const ways = Object.values(losses);
      const outcomes = await Promise.allSettled(
        admins.map(({ id }, index) => lose(id, ways[index % ways.length] as Loss, allHaveRead)),
      );
      const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(reasons).toEqual([expect.any(LastAdmin)]);
      expect(await countAdmins()).toBe(1);
    });

    test('two administrators who remove each other at once: one stays', async () => {
      for (const loss of Object.values(losses)) {
        const [left, right] = [
          await seedUser(fixture, { roles: ['admin'] }),
          await seedUser(fixture, { roles: ['admin'] }),
        ];
        const others = await countAdmins();
        expect(others).toBe(2);
        const bothHaveRead = barrier(2);
        const outcomes = await Promise.allSettled([left, right].map(({ id }) => lose(id, loss, bothHaveRead)));
        expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
        expect(await countAdmins()).toBe(1);
        for (const { id } of [left, right]) await fixture.removeUser(id);
      }
    });
  });
}
