import type { AccountRetention, UserState } from '@users/domain';
import { User } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { emailReversal, freshEmail, verificationToken } from './samples.ts';
import { change, eraseUser, seedSession, seedUser, storedSession } from './stored.ts';

const day = 86_400_000;
const retention: AccountRetention = {
  pendingSeconds: 7 * 86_400,
  longestLinkSeconds: 20 * 86_400,
  softDeletedSeconds: 30 * 86_400,
};

/** What is over is found and goes; what is not stays, to the millisecond. */
export function housekeepingContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`housekeeping: ${name}`, () => {
    let fixture: StorageFixture;
    let now: Date;
    beforeEach(async () => {
      fixture = await setup();
      now = fixture.now();
    });
    afterEach(() => fixture.close());

    const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);

    /** One that was made and touched last so long ago. */
    const seed = (age: number, overrides: Partial<UserState>) =>
      seedUser(fixture, { createdAt: ago(age), updatedAt: ago(age), ...overrides });
    const pending = (age: number, linkExpiresAt: Date | null, overrides: Partial<UserState> = {}) =>
      seed(age, { status: 'pending', emailVerifiedAt: null, linkExpiresAt, ...overrides });
    const ended = (status: 'pending' | 'deleted', limit = 100) =>
      fixture.housekeeping.endedAccounts(status, { retention, now, limit });

    test('pending accounts whose time is over, the oldest first, no more than asked for', async () => {
      const [first, second, third] = [
        await pending(9 * day, ago(8 * day)),
        await pending(8 * day, ago(1)),
        await pending(7 * day, now),
      ];
      expect(await ended('pending')).toEqual([first.id, second.id, third.id]);
      expect(await ended('pending', 2)).toEqual([first.id, second.id]);
      expect(await ended('deleted')).toEqual([]);
    });

    test('none that is younger, was touched, has a living link, or is not pending', async () => {
      await pending(7 * day - 1, ago(1));
      await pending(9 * day, ago(1), { updatedAt: ago(7 * day - 1) });
      await pending(9 * day, new Date(now.getTime() + 1));
      await pending(20 * day - 1, null);
      for (const status of ['active', 'suspended'] as const) await seed(99 * day, { status });
      await eraseUser(fixture, (await pending(99 * day, null)).id);
      expect(await ended('pending')).toEqual([]);
    });

    test('one whose links are not known, when the longest-lived would be over', async () => {
      const { id } = await pending(20 * day, null);
      expect(await ended('pending')).toEqual([id]);
    });

    test('soft-deleted accounts past their retention, the longest deleted first', async () => {
      const second = await seed(31 * day, { status: 'deleted', deletedAt: ago(30 * day) });
      const first = await seed(31 * day, { status: 'deleted', deletedAt: ago(31 * day) });
      await seed(99 * day, { status: 'deleted', deletedAt: ago(30 * day - 1) });
      await eraseUser(fixture, (await seed(99 * day, { status: 'deleted', deletedAt: ago(99 * day) })).id);
      expect(await ended('deleted')).toEqual([first.id, second.id]);
      expect(await ended('deleted', 1)).toEqual([first.id]);
      expect(await ended('pending')).toEqual([]);
    });

    // The aggregate is asked again before anything is erased: where the two disagree a job would find work for ever.
    test('are those of which the domain says the same', async () => {
      const ages = [0, 1, 7 * day - 1, 7 * day, 19 * day, 20 * day, 29 * day, 30 * day, 31 * day];
      const states: UserState[] = [];
      for (const [index, age] of ages.entries()) {
        const link = ages[(index * 5) % ages.length] ?? 0;
        states.push(await pending(age, index % 3 === 0 ? null : ago(link - 2 * day)));
        states.push(await pending(31 * day, null, { updatedAt: ago(age) }));
        states.push(await seed(31 * day, { status: 'deleted', deletedAt: ago(age) }));
      }
      const expected = states.filter((state) => User.restore(state).ended(retention, now)).map(({ id }) => id);
      expect(expected.length).toBeGreaterThan(5);
      expect([...(await ended('pending')), ...(await ended('deleted'))].sort()).toEqual(expected.sort());
    });

    test('sessions go that were ended or opened long ago; others stay', async () => {
      const user = await seedUser(fixture);
      const opened = (age: number, overrides = {}) => seedSession(fixture, user, { createdAt: ago(age), ...overrides });
      const endedAt = { endedAt: ago(5), endReason: 'logged_out' } as const;
      const gone = [await opened(6, endedAt), await opened(101), await opened(102, endedAt)];
      const kept = [await opened(100), await opened(4, { ...endedAt, endedAt: ago(4) })];
      const query = { endedBefore: ago(4), openedBefore: ago(100), limit: 100 };
      expect(await fixture.housekeeping.removeSessions(query)).toBe(3);
      expect(await fixture.housekeeping.removeSessions(query)).toBe(0);
      for (const { id } of gone) expect(await storedSession(fixture, id)).toBeUndefined();
      for (const { id } of kept) expect(await storedSession(fixture, id)).toBeDefined();
    });

    test('many go in several steps, each of about the size that was asked for', async () => {
      const user = await seedUser(fixture);
      for (let age = 10; age < 15; age += 1) await seedSession(fixture, user, { createdAt: ago(age) });
      const query = { endedBefore: ago(1), openedBefore: ago(1), limit: 2 };
      const counts: number[] = [];
      for (let step = 0; step < 4; step += 1) counts.push(await fixture.housekeeping.removeSessions(query));
      expect(counts).toEqual([2, 2, 1, 0]);
    });

    test('expired tokens go, at the moment of their end; others stay', async () => {
      const user = await seedUser(fixture);
      const tokens = [now, ago(1), new Date(now.getTime() + 60_000)].map((expiresAt) =>
        verificationToken(user, ago(day), { expiresAt }),
      );
      const living = tokens.at(-1)?.state.digest ?? '';
      // Putting one sweeps those away that are over: the last one put is the oldest.
      for (const token of tokens.toReversed()) await fixture.tokenStore.put(token);
      expect(await fixture.housekeeping.removeTokens({ expiredBy: now, limit: 100 })).toBeGreaterThan(0);
      expect(await fixture.housekeeping.removeTokens({ expiredBy: now, limit: 100 })).toBe(0);
      expect(await fixture.tokenStore.find('email_verification', living)).not.toBeNull();
    });

    test('ways back that are over go, and no other', async () => {
      const user = await seedUser(fixture);
      const reversals = [ago(1), now, new Date(now.getTime() + 60_000)].map((expiresAt) =>
        emailReversal(user.id, freshEmail(), ago(day), { expiresAt }),
      );
      await change(fixture, async (tx) => {
        for (const reversal of reversals) tx.emailReversals.add(reversal);
      });
      const remove = (limit: number) => fixture.housekeeping.removeEmailReversals({ expiredBy: now, limit });
      expect([await remove(1), await remove(9), await remove(9)]).toEqual([1, 1, 0]);
      const left = reversals.at(-1)?.digest ?? '';
      expect(await change(fixture, (tx) => tx.emailReversals.find(left))).not.toBeNull();
    });

    test('answers whose keys are free again go, and no other', async () => {
      const answers = [ago(1), now, new Date(now.getTime() + 60_000)].map((expiresAt, index) => ({
        ...{ id: `key-${index}`, fingerprint: 'f', createdAt: ago(day), expiresAt },
        answer: { headers: {}, body: '{}', subject: null },
      }));
      for (const answer of answers) await change(fixture, async (tx) => tx.keepAnswer(answer));
      const remove = (limit: number) => fixture.housekeeping.removeAnswers({ expiredBy: now, limit });
      expect([await remove(1), await remove(9), await remove(9)]).toEqual([1, 1, 0]);
      expect(await fixture.keptAnswers.find('key-2')).not.toBeNull();
    });

    test('what the log has of this month stays, and what is not published', async () => {
      const { id } = await seedUser(fixture);
      await change(fixture, async (tx) => (await tx.users.find(id))?.updateProfile({ fullName: 'Twice' }, now));
      const lease = await fixture.outbox.acquire('contract', 60);
      await fixture.outbox.move(lease ?? { fence: -1n }, await fixture.outbox.read(10));
      await change(fixture, async (tx) => (await tx.users.find(id))?.updateProfile({ fullName: 'Thrice' }, now));
      expect(await fixture.housekeeping.tendLog({ publishedBefore: ago(day) })).toBe(false);
      expect(await fixture.eventLog()).toHaveLength(1);
      expect(await fixture.outbox.read(10)).toHaveLength(1);
    });
  });
}
