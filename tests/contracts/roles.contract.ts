import { builtInRoles, Role, RoleInUse, RoleTaken, UnknownRole, VersionMismatch } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { noFilter, userState } from './samples.ts';
import { change, eraseUser, findRole, findUser, seedRole, seedUser, seedUsers, storedUser } from './stored.ts';

/** Roles, and the rules between them and the users who hold them. */
export function rolesContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`roles: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function removeRole(role: string): Promise<void> {
      return change(fixture, async (tx) => tx.roles.remove(await findRole(tx, role)));
    }

    function setRoles(id: string, roles: readonly string[]): Promise<void> {
      return change(fixture, async (tx) => (await findUser(tx, id)).setRoles(roles, fixture.now()));
    }

    async function rolesOf(id: string): Promise<readonly string[] | undefined> {
      return (await storedUser(fixture, id))?.roles;
    }

    test('the built-in ones are there from the start, in the order of names', async () => {
      expect(await fixture.roleDirectory.list()).toEqual(builtInRoles);
      expect(await fixture.roleDirectory.find('admin')).toEqual(builtInRoles[0]);
      expect(await fixture.roleDirectory.find('nobody')).toBeNull();
    });

    test('an added one is found with every field, changed and removed again', async () => {
      const created = { name: 'support', description: 'Helps «people» 🦆.', permissions: ['users:read'] as const };
      await seedRole(fixture, created);
      const state = { ...created, builtIn: false, version: 1 };
      expect(await fixture.roleDirectory.find('support')).toEqual(state);
      await change(fixture, async (tx) => {
        (await findRole(tx, 'support')).change({ description: '', permissions: ['users:write', 'users:read'] });
      });
      const changed = { ...state, description: '', permissions: ['users:write', 'users:read'], version: 2 };
      expect((await fixture.roleDirectory.list()).map((role) => role.name)).toEqual(['admin', 'support', 'user']);
      expect(await fixture.roleDirectory.find('support')).toEqual(changed);
      expect(await change(fixture, async (tx) => (await findRole(tx, 'support')).state)).toEqual(changed);
      await removeRole('support');
      expect(await fixture.roleDirectory.list()).toEqual(builtInRoles);
      expect(await change(fixture, (tx) => tx.roles.find('support'))).toBeNull();
    });

    test('one run has one object for each, however it is asked for', async () => {
      await change(fixture, async (tx) => {
        const [first, second] = await Promise.all([tx.roles.find('admin'), tx.roles.find('admin')]);
        expect(first).not.toBeNull();
        expect(second).toBe(first);
        expect(await tx.roles.findAll(['admin', 'admin', 'nobody'])).toEqual([first]);
        expect((await tx.roles.findAll(['admin']))[0]).toBe(first);
      });
    });

    test('one that is read and left alone is not written', async () => {
      await change(fixture, async (tx) => {
        await tx.roles.findAll(['admin', 'user']);
      });
      expect(await fixture.roleDirectory.list()).toEqual(builtInRoles);
    });

    test('what holders may do follows their roles', async () => {
      await seedRole(fixture, { name: 'support', permissions: ['users:read'] });
      const { id } = await seedUser(fixture, { roles: ['support', 'user'] });
      expect((await fixture.userDirectory.find(id))?.permissions).toEqual(new Set(['users:read']));
      await change(fixture, async (tx) => {
        (await findRole(tx, 'support')).change({ description: '', permissions: ['audit:read'] });
      });
      expect((await fixture.userDirectory.find(id))?.permissions).toEqual(new Set(['audit:read']));
    });

    test('a name that is in use cannot be added, and nothing else of that change is done', async () => {
      const { id, fullName } = await seedUser(fixture);
      const adding = change(fixture, async (tx) => {
        (await findUser(tx, id)).updateProfile({ fullName: 'Never Seen' }, fixture.now());
        tx.roles.add(Role.create({ name: 'user', description: 'Another.', permissions: [] }));
      });
      await expect(adding).rejects.toThrow(RoleTaken);
      expect(await storedUser(fixture, id)).toMatchObject({ fullName });
      expect(await fixture.roleDirectory.list()).toEqual(builtInRoles);
    });

    test('of twenty who add one name at once, one does', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, () => seedRole(fixture, { name: 'support' })),
      );
      const reasons = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason);
      expect(reasons).toHaveLength(19);
      for (const reason of reasons) expect(reason).toBeInstanceOf(RoleTaken);
    });

    test('of two changes from one version, one is refused; without a version both are done, one after the other', async () => {
      await seedRole(fixture, { name: 'support' });
      const describeTwice = async (expected: number | null): Promise<readonly unknown[]> => {
        const bothHaveRead = barrier(2);
        const describeAs = (description: string): Promise<void> =>
          change(fixture, async (tx) => {
            const role = await findRole(tx, 'support');
            await bothHaveRead();
            role.expectVersion(expected);
            role.change({ description, permissions: [] });
          });
        const outcomes = await Promise.allSettled([describeAs('Left'), describeAs('Right')]);
        return outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason);
      };
      expect(await describeTwice(1)).toEqual([expect.any(VersionMismatch)]);
      expect(await fixture.roleDirectory.find('support')).toMatchObject({ version: 2 });
      expect(await describeTwice(null)).toEqual([]);
      expect(await fixture.roleDirectory.find('support')).toMatchObject({ version: 4 });
    });

    test('a removal looks again when the role was changed in between', async () => {
      await seedRole(fixture, { name: 'support' });
      let runs = 0;
      await change(fixture, async (tx) => {
        runs += 1;
        const role = await findRole(tx, 'support');
        if (runs === 1) {
          await change(fixture, async (rival) => {
            (await findRole(rival, 'support')).change({ description: 'Changed.', permissions: [] });
          });
        }
        tx.roles.remove(role);
      });
      expect(runs).toBe(2);
      expect(await fixture.roleDirectory.find('support')).toBeNull();
    });

    test.each(['pending', 'active', 'suspended', 'deleted'] as const)(
      'one that a %s user holds cannot be removed; given back it can',
      async (status) => {
        await seedRole(fixture, { name: 'support' });
        const { id } = await seedUser(fixture, { roles: ['support', 'user'], status });
        await expect(removeRole('support')).rejects.toThrow(RoleInUse);
        expect(await fixture.roleDirectory.find('support')).not.toBeNull();
        await setRoles(id, ['user']);
        await removeRole('support');
        expect(await fixture.roleDirectory.find('support')).toBeNull();
      },
    );

    test('taken from its last holder and removed in one go', async () => {
      await seedRole(fixture, { name: 'support' });
      const { id } = await seedUser(fixture, { roles: ['support'] });
      await change(fixture, async (tx) => {
        (await findUser(tx, id)).setRoles([], fixture.now());
        tx.roles.remove(await findRole(tx, 'support'));
      });
      expect(await fixture.roleDirectory.find('support')).toBeNull();
      expect(await rolesOf(id)).toEqual([]);
    });

    test('an erased user holds none', async () => {
      await seedRole(fixture, { name: 'support' });
      const { id } = await seedUser(fixture, { roles: ['support'] });
      await eraseUser(fixture, id);
      await removeRole('support');
    });

    test('made and given in one go', async () => {
      const { id } = await seedUser(fixture);
      await change(fixture, async (tx) => {
        tx.roles.add(Role.create({ name: 'support', description: 'Helps.', permissions: [] }));
        (await findUser(tx, id)).setRoles(['support'], fixture.now());
      });
      expect(await rolesOf(id)).toEqual(['support']);
    });

    test('one that does not exist is given to nobody, be they new or known', async () => {
      const { id } = await seedUser(fixture);
      await expect(setRoles(id, ['user', 'nobody'])).rejects.toThrow(UnknownRole);
      await expect(seedUser(fixture, { roles: ['nobody'] })).rejects.toThrow(UnknownRole);
      expect(await rolesOf(id)).toEqual(['user']);
      expect(await fixture.userDirectory.count(noFilter)).toBe(1);
    });

    test('one that is gone does not stand in the way of other changes of who had it', async () => {
      await seedRole(fixture, { name: 'gone' });
      const { id } = await seedUser(fixture, { roles: ['gone'] });
      await fixture.removeRole('gone');
      await setRoles(id, ['gone', 'user']);
      expect(await rolesOf(id)).toEqual(['gone', 'user']);
    });

    test('removed by one while twenty are given it: it is gone and nobody has it, or it stays', async () => {
      for (let round = 0; round < 10; round += 1) {
        await seedRole(fixture, { name: 'support' });
        const users = Array.from({ length: 20 }, () => userState(fixture.now()));
        await seedUsers(fixture, users);
        const allHaveRead = barrier(21);
        const giving = users.map(({ id }) =>
          change(fixture, async (tx) => {
            const user = await findUser(tx, id);
            await allHaveRead();
            user.setRoles(['support'], fixture.now());
          }),
        );
        const removing = change(fixture, async (tx) => {
          const role = await findRole(tx, 'support');
          await allHaveRead();
          tx.roles.remove(role);
        });
        const [removed, ...given] = await Promise.allSettled([removing, ...giving]);
        const holders = given.filter((outcome) => outcome.status === 'fulfilled').length;
        const refusals = [removed, ...given].flatMap((outcome) =>
          outcome.status === 'rejected' ? [outcome.reason] : [],
        );
        for (const reason of refusals) expect([RoleInUse, UnknownRole]).toContain(reason.constructor);
        expect(holders).toBe(removed.status === 'fulfilled' ? 0 : 20);
        expect(await fixture.userDirectory.count({ ...noFilter, role: 'support' })).toBe(holders);
        for (const { id } of users) await setRoles(id, []);
        if (holders > 0) await removeRole('support');
      }
    });
  });
}
