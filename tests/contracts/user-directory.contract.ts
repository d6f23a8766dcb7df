import { randomUUIDv7 } from 'node:crypto';
import type { UserFilter, UserListQuery } from '@users/application';
import { permissions, type UserState, userStatuses } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { freshEmail, noFilter, userState } from './samples.ts';
import { seedRole, seedUser, seedUsers } from './stored.ts';

const everyone: UserListQuery = {
  filter: noFilter,
  sort: { field: 'created_at', descending: true },
  after: null,
  limit: 200,
};

/** The read side of users: one by id, and which ones a list holds. Order and pages have a suite of their own. */
export function userDirectoryContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`user directory: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    async function idsOf(filter: Partial<UserFilter>, limit = everyone.limit): Promise<string[]> {
      const query = { ...everyone, filter: { ...noFilter, ...filter }, limit };
      return (await fixture.userDirectory.list(query)).map((user) => user.id);
    }

    test('shows every field of a user, and no secret', async () => {
      const now = fixture.now();
      const state = await seedUser(fixture, {
        fullName: 'Zoë 🦆',
        locale: 'pt-BR',
        metadata: { team: 'blue', nested: { list: [1, null] } },
        roles: ['admin', 'user'],
        lastLoginAt: new Date(now.getTime() - 1234),
        version: 6,
      });
      const { id, email, fullName, locale, metadata, status, roles, emailVerifiedAt, lastLoginAt } = state;
      const { createdAt, updatedAt, version } = state;
      const view = {
        ...{ id, email, fullName, locale, metadata, status, roles, emailVerifiedAt, lastLoginAt },
        ...{ createdAt, updatedAt, version, permissions: new Set(permissions), emailChange: null },
      };
      expect(await fixture.userDirectory.find(id)).toEqual(view);
      expect(await fixture.userDirectory.list(everyone)).toEqual([view]);
    });

    test('shows a change of address that waits, until its time is over', async () => {
      const now = fixture.now();
      const requester = { kind: 'user', id: randomUUIDv7(), credentialsVersion: 3 } as const;
      const change = { digest: 'digest', email: freshEmail(), requester, requestedAt: now };
      const waiting = { ...change, expiresAt: new Date(now.getTime() + 60_000) };
      const { id } = await seedUser(fixture, { emailChange: waiting });
      expect((await fixture.userDirectory.find(id))?.emailChange).toEqual({
        ...{ email: waiting.email, requestedBy: 'user', requestedAt: now, expiresAt: waiting.expiresAt },
      });
      const late = await seedUser(fixture, { emailChange: { ...change, expiresAt: now } });
      expect((await fixture.userDirectory.find(late.id))?.emailChange).toBeNull();
    });

    test('permissions are those of the roles that exist', async () => {
      const plain = await seedUser(fixture, { roles: ['user'] });
      await seedRole(fixture, { name: 'gone', permissions: ['users:read'] });
      const lost = await seedUser(fixture, { roles: ['gone'] });
      await fixture.removeRole('gone');
      const none = await seedUser(fixture, { roles: [] });
      for (const { id, roles } of [plain, lost, none]) {
        expect(await fixture.userDirectory.find(id)).toMatchObject({ permissions: new Set(), roles });
      }
    });

    test('finds users in any status, and null for a stranger', async () => {
      for (const status of userStatuses) {
        const { id } = await seedUser(fixture, { status });
        expect((await fixture.userDirectory.find(id))?.status).toBe(status);
      }
      expect(await fixture.userDirectory.find(randomUUIDv7())).toBeNull();
    });

    test('an empty directory is an empty list', async () => {
      expect(await idsOf({})).toEqual([]);
      expect(await idsOf({ status: 'pending' })).toEqual([]);
    });

    test('lists everyone but the soft-deleted, and those of one status when asked', async () => {
      const states = userStatuses.flatMap((status) => [
        userState(fixture.now(), { status }),
        userState(fixture.now(), { status }),
      ]);
      await seedUsers(fixture, states);
      const ids = (matches: (state: UserState) => boolean): string[] =>
        states
          .filter(matches)
          .map((state) => state.id)
          .sort();
      expect((await idsOf({})).sort()).toEqual(ids((state) => state.status !== 'deleted'));
      for (const status of userStatuses) {
        expect((await idsOf({ status })).sort()).toEqual(ids((state) => state.status === status));
      }
    });

    test('gives no more than it was asked for', async () => {
      await seedUsers(
        fixture,
        Array.from({ length: 5 }, () => userState(fixture.now())),
      );
      for (const limit of [1, 4, 5, 6]) expect(await idsOf({}, limit)).toHaveLength(Math.min(limit, 5));
    });

    test('knows whether an active user holds a role', async () => {
      await seedUser(fixture, { roles: ['admin'], status: 'suspended' });
      await seedUser(fixture, { roles: ['user'] });
      expect(await fixture.userDirectory.hasActiveWithRole('admin')).toBe(false);
      expect(await fixture.userDirectory.hasActiveWithRole('user')).toBe(true);
      await seedUser(fixture, { roles: ['user', 'admin'] });
      expect(await fixture.userDirectory.hasActiveWithRole('admin')).toBe(true);
      expect(await fixture.userDirectory.hasActiveWithRole('adm')).toBe(false);
    });
  });

  describe(`credentials reader: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    test.each(userStatuses)('gives a %s account as it is stored, with what its roles allow', async (status) => {
      await seedUser(fixture);
      const user = await seedUser(fixture, { status, epoch: 8, roles: ['admin', 'user'] });
      const found = await fixture.credentialsReader.byEmail(user.email);
      expect(found).toEqual({ user, permissions: new Set(permissions) });
    });

    test('an account without a password has none, a stranger is null', async () => {
      const { email } = await seedUser(fixture, { passwordHash: null });
      expect(await fixture.credentialsReader.byEmail(email)).toMatchObject({ user: { passwordHash: null } });
      expect(await fixture.credentialsReader.byEmail(freshEmail())).toBeNull();
    });
  });
}
