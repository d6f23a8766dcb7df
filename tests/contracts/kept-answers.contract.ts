import { ConcurrentChange, type KeptAnswer } from '@users/application';
import { EmailTaken } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { freshSecret, newTask, registered } from './samples.ts';
import { change, eraseUser, outboxOf, seedUser } from './stored.ts';

/** Answers under idempotency keys: written with the change, or not at all. */
export function keptAnswersContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`kept answers: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function keptAnswer(overrides: Partial<KeptAnswer> = {}, seconds = 60): KeptAnswer {
      const createdAt = fixture.now();
      return {
        id: freshSecret(),
        fingerprint: `key.${freshSecret()}`,
        answer: { headers: { ETag: '"1"', Location: '/x' }, body: '{"z":1,"a":"ü\\u2028","n":1.0}', subject: null },
        createdAt,
        expiresAt: new Date(createdAt.getTime() + seconds * 1000),
        ...overrides,
      };
    }
    const keep = (kept: KeptAnswer) =>
      change(fixture, async (tx) => {
        tx.enqueue(newTask());
        tx.keepAnswer(kept);
      });
    const waiting = async () => (await fixture.taskQueue.count()).waiting;

    test('one is found as it was kept, to the letter', async () => {
      const kept = keptAnswer();
      expect(await fixture.keptAnswers.find(kept.id)).toBeNull();
      await keep(kept);
      expect(await fixture.keptAnswers.find(kept.id)).toEqual(kept);
      expect(await fixture.keptAnswers.find(keptAnswer().id)).toBeNull();
    });

    test('a second work under the same id writes nothing', async () => {
      const kept = keptAnswer();
      await keep(kept);
      await expect(keep(keptAnswer({ id: kept.id }))).rejects.toThrow(ConcurrentChange);
      expect(await fixture.keptAnswers.find(kept.id)).toEqual(kept);
      expect(await waiting()).toBe(1);
    });

    test('what is refused keeps no answer', async () => {
      const { email } = await seedUser(fixture);
      const kept = keptAnswer();
      const refused = change(fixture, async (tx) => {
        tx.users.add(registered(fixture.now(), email));
        tx.keepAnswer(kept);
      });
      await expect(refused).rejects.toThrow(EmailTaken);
      expect(await fixture.keptAnswers.find(kept.id)).toBeNull();
    });

    test('of sixteen works that run at once, one is done', async () => {
      const { id } = keptAnswer();
      const works = Array.from({ length: 16 }, () =>
        change(fixture, async (tx) => {
          tx.users.add(registered(fixture.now()));
          tx.keepAnswer(keptAnswer({ id }));
        }),
      );
      const ends = await Promise.allSettled(works);
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await outboxOf(fixture)).toHaveLength(1);
    });

    test('an expired one is gone, and its id is free for one work', async () => {
      const old = keptAnswer({}, 0.2);
      await keep(old);
      await fixture.elapse(0.3);
      expect(await fixture.keptAnswers.find(old.id)).toBeNull();
      const next = keptAnswer({ id: old.id });
      await keep(next);
      await expect(keep(keptAnswer({ id: old.id }))).rejects.toThrow(ConcurrentChange);
      expect(await fixture.keptAnswers.find(old.id)).toEqual(next);
      expect(await waiting()).toBe(2);
    });

    test('those that tell of an erased user go with them, and no others', async () => {
      const [gone, stays] = [await seedUser(fixture), await seedUser(fixture)];
      const about = (subject: string) => keptAnswer({ answer: { headers: {}, body: '{}', subject } });
      const [first, second, general] = [about(gone.id), about(stays.id), keptAnswer()];
      for (const kept of [first, second, general]) await keep(kept);
      await eraseUser(fixture, gone.id);
      expect(await fixture.keptAnswers.find(first.id)).toBeNull();
      expect(await fixture.keptAnswers.find(second.id)).toEqual(second);
      expect(await fixture.keptAnswers.find(general.id)).toEqual(general);
    });
  });
}
