import { randomUUIDv7 } from 'node:crypto';
import type { ArchiveKey, UserArchive } from '@users/application';
import { parseEmailAddress, type UserState, type UserStatus } from '@users/domain';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { emailReversal, freshEmail, userState } from './samples.ts';
import { change, eraseUser, seedUser, seedUsers } from './stored.ts';

/** What import asks and export reads. */
export function userArchiveContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`user archive: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    const known = (wanted: Partial<Parameters<UserArchive['known']>[0]>) =>
      fixture.userArchive.known({ ids: [], emails: [], ...wanted });

    test('knows users by id and by address, soft-deleted ones too, and nobody else', async () => {
      const first = await seedUser(fixture);
      const second = await seedUser(fixture, { status: 'deleted', deletedAt: fixture.now() });
      await seedUser(fixture);
      const found = await known({ ids: [first.id, randomUUIDv7()], emails: [second.email, freshEmail()] });
      expect(found).toHaveLength(2);
      expect(found).toContainEqual({ kind: 'user', id: first.id, email: first.email });
      expect(found).toContainEqual({ kind: 'user', id: second.id, email: second.email });
      expect(await known({})).toEqual([]);
    });

    test('knows the id of an erased user, whose address is free', async () => {
      const { id, email } = await seedUser(fixture);
      await eraseUser(fixture, id);
      expect(await known({ ids: [id], emails: [email] })).toMatchObject([{ kind: 'erased', id }]);
    });

    test('knows an address that is kept for its former owner, as long as it is', async () => {
      const { id } = await seedUser(fixture);
      const [kept, late] = [freshEmail(), freshEmail()];
      await change(fixture, async (tx) => {
        tx.emailReversals.add(emailReversal(id, kept, fixture.now()));
        tx.emailReversals.add(emailReversal(id, late, fixture.now(), { expiresAt: fixture.now() }));
      });
      expect(await known({ emails: [kept, late] })).toEqual([{ kind: 'returning', id, email: kept }]);
    });

    async function readAll(status: UserStatus | null, limit: number): Promise<readonly UserState[]> {
      const users: UserState[] = [];
      let after: ArchiveKey | null = null;
      for (;;) {
        const page: readonly UserState[] = await fixture.userArchive.page({ status, after, limit });
        expect(page.length).toBeLessThanOrEqual(limit);
        users.push(...page);
        const last = page.at(-1);
        if (last === undefined) return users;
        after = { createdAt: last.createdAt, id: last.id };
      }
    }

    test('reads every field of every user out, the oldest first, ties by id, whatever the size of a page', async () => {
      const start = fixture.now().getTime() - 100_000;
      const states = Array.from({ length: 23 }, (_, index) => {
        // Several of one moment, and ids that do not rise with it.
        const createdAt = new Date(start + Math.floor(index / 4) * 1000);
        const email = parseEmailAddress(`reader-${index}@example.org`);
        return userState(fixture.now(), { email, createdAt, metadata: { index }, suspensionReason: `reason ${index}` });
      });
      await seedUsers(fixture, [...states].reverse());
      const time = (user: UserState) => user.createdAt.getTime();
      const ordered = [...states].sort((one, other) => time(one) - time(other) || (one.id < other.id ? -1 : 1));
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (limit) => {
          expect(await readAll(null, limit)).toEqual(ordered);
        }),
        { numRuns: 8 },
      );
    });

    test('reads one status, or all but the soft-deleted; erased users are nowhere', async () => {
      const active = await seedUser(fixture);
      const suspended = await seedUser(fixture, { status: 'suspended' });
      const deleted = await seedUser(fixture, { status: 'deleted', deletedAt: fixture.now() });
      await eraseUser(fixture, (await seedUser(fixture)).id);
      const idsOf = async (status: UserStatus | null) => (await readAll(status, 2)).map(({ id }) => id).sort();
      expect(await idsOf(null)).toEqual([active.id, suspended.id].sort());
      expect(await idsOf('suspended')).toEqual([suspended.id]);
      expect(await idsOf('deleted')).toEqual([deleted.id]);
      expect(await idsOf('pending')).toEqual([]);
    });
  });
}
