import {
  type IncomingRequest,
  type IntakeOutcome,
  type KeptAnswer,
  type NewTask,
  RequestRepeated,
  repeatKey,
} from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { freshSecret, newTask, registered } from './samples.ts';
import { change, outboxOf } from './stored.ts';

/** Requests of strangers: carried out once in the life of a key, whatever they are about. */
export function requestIntakeContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`request intake: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    const later = (seconds: number) => new Date(fixture.now().getTime() + seconds * 1000);

    function incoming(key: string, overrides: Partial<IncomingRequest> = {}): IncomingRequest {
      return {
        task: { ...newTask({ type: 'carry.out' }), key },
        onRepeat: { ...newTask({ type: 'repeated' }), key: repeatKey(key) },
        receivedAt: fixture.now(),
        keyUntil: later(60),
        keptAnswer: null,
        ...overrides,
      };
    }

    const accept = (key: string, overrides?: Partial<IncomingRequest>): Promise<IntakeOutcome> =>
      fixture.requestIntake.accept(incoming(key, overrides));

    async function waiting(): Promise<Record<string, number>> {
      const counts = await fixture.taskQueue.countByType();
      return Object.fromEntries(counts.map(({ type, waiting }) => [type, waiting]));
    }

    async function lease(type: string) {
      const [task] = await fixture.taskQueue.lease({ types: [type], limit: 1, leaseSeconds: 60 });
      if (task === undefined) throw new Error(`no ${type} is due`);
      return task;
    }

    const finish = async (type: string) => fixture.taskQueue.complete(await lease(type));
    const sweep = (expiredBy = later(0)) => fixture.housekeeping.removeRequestKeys({ expiredBy, limit: 100 });

    /** Something that must rest on the only request under the key. */
    const depend = (...keys: readonly string[]) =>
      change(fixture, async (tx) => {
        tx.users.add(registered(fixture.now()));
        tx.assertNotRepeated(keys);
      });

    function keptAnswer(id = freshSecret()): KeptAnswer {
      const answer = { headers: { ETag: '"1"' }, body: '{"a":"ü"}', subject: null };
      return { id, fingerprint: 'key.f', answer, createdAt: fixture.now(), expiresAt: later(86_400) };
    }

    test('the first is put down as it came', async () => {
      const request = incoming('k', { task: { ...newTask({ payload: { sealed: 'x' }, lane: 'a' }), key: 'k' } });
      expect(await fixture.requestIntake.accept(request)).toBe('accepted');
      const [task] = await fixture.taskQueue.lease({ types: ['contract.task'], limit: 9, leaseSeconds: 60 });
      expect(task).toMatchObject({ ...request.task, attempt: 1 });
    });

    test('while its key is alive the next is merged; the first of these leaves its own task, others nothing', async () => {
      expect(await accept('k')).toBe('accepted');
      expect([await accept('k'), await accept('k'), await accept('k')]).toEqual(['repeated', 'merged', 'merged']);
      expect(await waiting()).toEqual({ 'carry.out': 1, repeated: 1 });
    });

    test('it is merged also when the first has been carried out', async () => {
      await accept('k');
      await finish('carry.out');
      expect(await accept('k')).toBe('repeated');
      expect(await waiting()).toEqual({ repeated: 1 });
    });

    test('a repeat of what leaves nothing for repeats leaves nothing', async () => {
      expect(await accept('k', { onRepeat: null })).toBe('accepted');
      expect([await accept('k', { onRepeat: null }), await accept('k', { onRepeat: null })]).toEqual([
        'merged',
        'merged',
      ]);
      expect(await waiting()).toEqual({ 'carry.out': 1 });
      await finish('carry.out');
      await depend('k');
    });

    test('another key is another request', async () => {
      expect([await accept('k'), await accept('l')]).toEqual(['accepted', 'accepted']);
    });

    test('from the moment on in which its key ends it is carried out again', async () => {
      await accept('k', { keyUntil: later(0) });
      await finish('carry.out');
      expect(await accept('k')).toBe('accepted');
      expect(await accept('k')).toBe('repeated');
    });

    // A worker that is away for an hour under a flood must find one task, and what it makes is contested.
    test('while its task waits the next is merged, however long ago its key ended', async () => {
      await accept('k', { keyUntil: later(-1) });
      expect(await accept('k', { keyUntil: later(-1) })).toBe('repeated');
      expect(await accept('k', { keyUntil: later(-1) })).toBe('merged');
      expect(await waiting()).toEqual({ 'carry.out': 1, repeated: 1 });
    });

    test('a task that is parked holds up no later request', async () => {
      await accept('k', { keyUntil: later(-1) });
      await fixture.taskQueue.park(await lease('carry.out'), 'no');
      expect(await accept('k')).toBe('accepted');
    });

    test('of twenty that come at once one is accepted, and one is the first repeat', async () => {
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => accept('k')));
      const times = (outcome: IntakeOutcome) => outcomes.filter((each) => each === outcome).length;
      expect([times('accepted'), times('repeated'), times('merged')]).toEqual([1, 1, 18]);
      expect(await waiting()).toEqual({ 'carry.out': 1, repeated: 1 });
    });

    test('of twenty that find an ended key at once, likewise', async () => {
      await accept('k', { keyUntil: later(0) });
      await finish('carry.out');
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => accept('k')));
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
      expect(await waiting()).toEqual({ 'carry.out': 1, repeated: 1 });
    });

    describe('what must rest on the only request', () => {
      test('is written while nobody has asked again, and for keys that nobody knows', async () => {
        await accept('k');
        await finish('carry.out');
        await depend('k', 'l');
        expect(await outboxOf(fixture)).toHaveLength(1);
      });

      test('is refused, and nothing of it written, once somebody has', async () => {
        await accept('k');
        await accept('k');
        await finish('carry.out');
        await finish('repeated');
        await expect(depend('l', 'k')).rejects.toThrow(RequestRepeated);
        expect(await outboxOf(fixture)).toEqual([]);
      });

      test('is refused while a request waits for its task, but to that task itself', async () => {
        await accept('k');
        await expect(depend('k')).rejects.toThrow(RequestRepeated);
        const task = await lease('carry.out');
        await change(fixture, async (tx) => {
          tx.assertNotRepeated(['k']);
          tx.complete(task);
        });
        await depend('k');
      });

      // Each of the two orders is right; what is wrong is a write that rests on one request and a repeat that saw none.
      test('comes before the repeat that it meets, or is refused', async () => {
        for (let round = 0; round < 20; round += 1) {
          const key = `round ${round}`;
          await accept(key);
          const task = await lease('carry.out');
          const carriesOut = change(fixture, async (tx) => {
            tx.users.add(registered(fixture.now()));
            tx.assertNotRepeated([key]);
            tx.complete(task);
          });
          const [done, again] = await Promise.allSettled([carriesOut, accept(key)]);
          expect(again).toMatchObject({ value: 'repeated' });
          const repeated = await lease('repeated');
          if (done.status === 'rejected') {
            expect(done.reason).toBeInstanceOf(RequestRepeated);
            await fixture.taskQueue.complete(task);
          }
          // The task of the repeat is there before or after: it finds what was written, or the other was told.
          await fixture.taskQueue.complete(repeated);
          await expect(depend(key)).rejects.toThrow(RequestRepeated);
        }
      });
    });

    describe('under an idempotency key', () => {
      test('an accepted request keeps its answer, to the letter', async () => {
        const kept = keptAnswer();
        expect(await accept('k', { keptAnswer: kept })).toBe('accepted');
        expect(await fixture.keptAnswers.find(kept.id)).toEqual(kept);
      });

      test('the same request again is no repeat, whether its key is alive or not', async () => {
        const kept = keptAnswer();
        await accept('k', { keptAnswer: kept, keyUntil: later(0.2) });
        expect(await accept('k', { keptAnswer: kept })).toBe('answered');
        await finish('carry.out');
        await fixture.elapse(0.3);
        expect(await accept('k', { keptAnswer: kept })).toBe('answered');
        expect(await waiting()).toEqual({});
        await depend('k');
      });

      test('a repeat keeps no answer', async () => {
        await accept('k');
        const kept = keptAnswer();
        expect(await accept('k', { keptAnswer: kept })).toBe('repeated');
        expect(await fixture.keptAnswers.find(kept.id)).toBeNull();
      });

      test('sixteen times at once it is one request, and no repeat', async () => {
        const kept = keptAnswer();
        const outcomes = await Promise.all(Array.from({ length: 16 }, () => accept('k', { keptAnswer: kept })));
        expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
        expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(15);
        await finish('carry.out');
        await depend('k');
      });

      test('one id for two addresses at once: one of them is accepted, of the other nothing is left', async () => {
        const kept = keptAnswer();
        const outcomes = await Promise.all(['k', 'l'].map((key) => accept(key, { keptAnswer: kept })));
        expect(outcomes.toSorted()).toEqual(['accepted', 'answered']);
        expect(await waiting()).toEqual({ 'carry.out': 1 });
        expect(await sweep(later(120))).toBe(0);
        await finish('carry.out');
        expect(await sweep(later(120))).toBe(1);
      });
    });

    describe('keys go', () => {
      const until = (seconds: number): Partial<IncomingRequest> => ({ keyUntil: later(seconds) });

      test('when their time is over, no more than asked for', async () => {
        for (const key of ['a', 'b', 'c']) await accept(key, until(-1));
        await accept('alive');
        for (let tasks = 0; tasks < 4; tasks += 1) await finish('carry.out');
        const remove = () => fixture.housekeeping.removeRequestKeys({ expiredBy: later(0), limit: 2 });
        expect([await remove(), await remove(), await remove()]).toEqual([2, 1, 0]);
        expect(await accept('alive')).toBe('repeated');
      });

      test('but not before the tasks that ask for them', async () => {
        await accept('k', until(-1));
        await accept('k', until(-1));
        expect(await sweep()).toBe(0);
        await finish('carry.out');
        expect(await sweep()).toBe(0);
        await finish('repeated');
        expect(await sweep()).toBe(1);
      });

      // The mark of a repeat must outlive its minute for as long as it has not come to the account.
      test('a key that is used again while the task of a repeat waits is still a repeated one', async () => {
        await accept('k', until(-1));
        await accept('k', until(-1));
        await finish('carry.out');
        expect(await accept('k')).toBe('accepted');
        await expect(depend('k')).rejects.toThrow(RequestRepeated);
        expect(await accept('k')).toBe('merged');
        expect(await waiting()).toEqual({ 'carry.out': 1, repeated: 1 });
      });
    });

    test('the task of a request tells its worker under which key it came', async () => {
      await accept('k');
      const task: Partial<NewTask> = await lease('carry.out');
      expect(task.key).toBe('k');
    });
  });
}
