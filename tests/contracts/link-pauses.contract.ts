import { ConcurrentChange } from '@users/application';
import type { LinkKind, LinkPause } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { newTask } from './samples.ts';
import { change, eraseUser, seedUser } from './stored.ts';

/** What is known of links that went to an account: written with what they are told by, or not at all. */
export function linkPausesContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`pauses between links: ${name}`, () => {
    let fixture: StorageFixture;
    let userId: string;
    beforeEach(async () => {
      fixture = await setup();
      userId = (await seedUser(fixture)).id;
    });
    afterEach(() => fixture.close());

    const pause = (links: number): LinkPause => ({ epoch: 2, links, lastAt: fixture.now() });
    const find = (kind: LinkKind, id = userId) => change(fixture, async (tx) => tx.linkPauses.find(id, kind));
    const set = (kind: LinkKind, next: LinkPause) =>
      change(fixture, async (tx) => {
        await tx.linkPauses.find(userId, kind);
        tx.linkPauses.set(userId, kind, next);
      });

    test('one is found as it was set, by account and kind', async () => {
      expect(await find('reset')).toBeNull();
      const first = pause(1);
      await set('reset', first);
      expect(await find('reset')).toEqual(first);
      expect([await find('register'), await find('reset', (await seedUser(fixture)).id)]).toEqual([null, null]);
      const second = pause(2);
      await set('reset', second);
      expect(await find('reset')).toEqual(second);
    });

    test.each([0, 1])('of twenty that mail a link at once after %i before, one does', async (before) => {
      if (before > 0) await set('reset', pause(before));
      const everyoneHasRead = barrier(20);
      const mail = () =>
        change(fixture, async (tx) => {
          const found = await tx.linkPauses.find(userId, 'reset');
          await everyoneHasRead();
          if ((found?.links ?? 0) !== before) return 'suppressed';
          tx.linkPauses.set(userId, 'reset', pause(before + 1));
          tx.enqueue(newTask());
          return 'mailed';
        });
      const outcomes = await Promise.all(Array.from({ length: 20 }, mail));
      expect(outcomes.filter((outcome) => outcome === 'mailed')).toHaveLength(1);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
      expect(await find('reset')).toMatchObject({ links: before + 1 });
    });

    test('one that moved since it was found undoes the whole work', async () => {
      let runs = 0;
      const attempt = change(fixture, async (tx) => {
        await tx.linkPauses.find(userId, 'reset');
        runs += 1;
        await set('reset', pause(runs));
        tx.linkPauses.set(userId, 'reset', pause(99));
        tx.enqueue(newTask());
      });
      await expect(attempt).rejects.toThrow(ConcurrentChange);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
      expect(await find('reset')).toMatchObject({ links: 3 });
    });

    test('they go with an erased account, and no others do', async () => {
      const other = await seedUser(fixture);
      await set('reset', pause(1));
      await change(fixture, async (tx) => tx.linkPauses.set(other.id, 'reset', pause(1)));
      await eraseUser(fixture, userId);
      expect(await find('reset')).toBeNull();
      expect(await find('reset', other.id)).not.toBeNull();
    });

    test('they go when they are old, no more than asked for', async () => {
      const ago = (seconds: number) => new Date(fixture.now().getTime() - seconds * 1000);
      const quietSince = ago(100);
      await set('register', { ...pause(1), lastAt: quietSince });
      await set('resend', { ...pause(1), lastAt: ago(200) });
      await set('reset', { ...pause(1), lastAt: new Date(quietSince.getTime() + 1) });
      const remove = () => fixture.housekeeping.removeLinkPauses({ quietSince, limit: 1 });
      expect([await remove(), await remove(), await remove()]).toEqual([1, 1, 0]);
      expect([await find('register'), await find('resend')]).toEqual([null, null]);
      expect(await find('reset')).not.toBeNull();
    });
  });
}
