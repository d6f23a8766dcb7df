import { ConcurrentChange, LeaseLost } from '@users/application';
import { AlreadyVerified, EmailTaken, type OneTimeToken, VersionMismatch } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { credentials, freshEmail, newTask, registered, verificationToken } from './samples.ts';
import {
  change,
  findSession,
  findUser,
  outboxOf,
  rename,
  seedRegistered,
  seedSession,
  seedUser,
  storedSession,
  storedUser,
} from './stored.ts';

/** Many at once: a guard lets exactly one through, and nobody's change is lost. */
export function racesContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`unit of work, races: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    test('of two updates from one version, one is refused', async () => {
      const { id, version } = await seedUser(fixture);
      const bothHaveRead = barrier(2);
      const update = (fullName: string): Promise<void> =>
        change(fixture, async (tx) => {
          const user = await findUser(tx, id);
          await bothHaveRead();
          user.expectVersion(version);
          user.updateProfile({ fullName }, fixture.now());
        });
      const outcomes = await Promise.allSettled([update('Left'), update('Right')]);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.map((outcome) => outcome.reason)).toEqual([expect.any(VersionMismatch)]);
      expect(await storedUser(fixture, id)).toMatchObject({ version: version + 1 });
      expect(await outboxOf(fixture)).toHaveLength(1);
    });

    test('three changes of one user that overlap all land within their three runs', async () => {
      const { id } = await seedUser(fixture);
      const allHaveRead = barrier(3);
      await Promise.all(
        ['A', 'B', 'C'].map((fullName) =>
          change(fixture, async (tx) => {
            const user = await findUser(tx, id);
            await allHaveRead();
            user.updateProfile({ fullName }, fixture.now());
          }),
        ),
      );
      const sequences = (await outboxOf(fixture)).map((event) => event.sequence);
      expect(sequences).toEqual([1, 2, 3]);
    });

    // A stranger who asked for reset mails at 85 a second made 5 of 25 log-ins and every change of the owner fail: each
    // link that was issued moved the guard.
    test('links that are issued beside changes make none of them fail, and give no number twice', async () => {
      const { id, version } = await seedUser(fixture);
      let going = true;
      const issueLinks = async (): Promise<number> => {
        let issued = 0;
        while (going) {
          await change(fixture, async (tx) => {
            const user = await findUser(tx, id);
            const token = verificationToken(user.state, fixture.now(), { purpose: 'password_reset' });
            user.issuePasswordReset(token, 'eyJ.sealed', fixture.now());
          }).then(
            () => {
              issued += 1;
            },
            (error) => expect(error).toBeInstanceOf(ConcurrentChange),
          );
        }
        return issued;
      };
      const links = Promise.all(Array.from({ length: 15 }, issueLinks));
      for (let round = 0; round < 30; round += 1) {
        let runs = 0;
        await change(fixture, async (tx) => {
          runs += 1;
          (await findUser(tx, id)).updateProfile({ fullName: `Name ${round}` }, fixture.now());
        });
        expect(runs).toBe(1);
      }
      going = false;
      const issued = (await links).reduce((total, each) => total + each, 0);
      expect(issued).toBeGreaterThan(0);
      expect(await storedUser(fixture, id)).toMatchObject({ version: version + 30 });
      const events = await outboxOf(fixture);
      expect(events.map((event) => event.sequence)).toEqual(Array.from({ length: 30 + issued }, (_, i) => 1 + i));
    });

    test('twenty changes of one user all land when the refused ones are repeated, without a gap', async () => {
      const { id, version } = await seedUser(fixture);
      const persist = async (fullName: string): Promise<void> => {
        for (;;) {
          try {
            return await rename(fixture, id, fullName);
          } catch (error) {
            if (!(error instanceof ConcurrentChange)) throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: 20 }, (_, index) => persist(`Name ${index}`)));
      const events = await outboxOf(fixture);
      expect(events.map((event) => event.sequence)).toEqual(Array.from({ length: 20 }, (_, i) => 1 + i));
      const stored = await storedUser(fixture, id);
      expect(stored).toMatchObject({ version: version + 20 });
      expect(events.at(-1)?.data).toMatchObject({ full_name: stored?.fullName });
      expect(await fixture.auditTrail()).toHaveLength(20);
    });

    test('one address registered by twenty at once becomes one user', async () => {
      const email = freshEmail();
      const allHaveLooked = barrier(20);
      const register = (): Promise<void> =>
        change(fixture, async (tx) => {
          expect(await tx.users.findByEmail(email)).toBeNull();
          await allHaveLooked();
          tx.users.add(registered(fixture.now(), email));
          tx.enqueue(newTask());
        });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, register));
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(19);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(EmailTaken);
      expect(await outboxOf(fixture)).toMatchObject([{ type: 'user.created', sequence: 1 }]);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1, parked: 0 });
    });

    test('of twenty that complete one task at once, one changes something', async () => {
      await fixture.taskQueue.enqueue(newTask());
      const [task] = await fixture.taskQueue.lease({ types: ['contract.task'], limit: 1, leaseSeconds: 60 });
      const allHaveBegun = barrier(20);
      const complete = (): Promise<void> =>
        change(fixture, async (tx) => {
          tx.users.add(registered(fixture.now()));
          if (task !== undefined) tx.complete(task);
          await allHaveBegun();
        });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, complete));
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(19);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(LeaseLost);
      expect(await outboxOf(fixture)).toHaveLength(1);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 0, parked: 0 });
    });

    /** A hundred follow a link of the same account at once; what each one was told. */
    async function redeemByHundred(tokenOf: (index: number) => OneTimeToken): Promise<PromiseSettledResult<void>[]> {
      const everyoneHasRead = barrier(100);
      const redeem = (index: number): Promise<void> =>
        change(fixture, async (tx) => {
          const token = tokenOf(index);
          const user = await findUser(tx, token.state.userId);
          await everyoneHasRead();
          user.verifyEmail(token, { ...credentials, fullName: `Reader ${index}` }, fixture.now());
        });
      return Promise.allSettled(Array.from({ length: 100 }, (_, index) => redeem(index)));
    }

    // Zitadel CVE-2025-46815: a one-time token redeemed in parallel worked more than once.
    test('one link followed by a hundred at once changes the account once', async () => {
      const pending = await seedRegistered(fixture);
      const token = verificationToken(pending, fixture.now());
      const outcomes = await redeemByHundred(() => token);
      expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
      expect(await storedUser(fixture, pending.id)).toMatchObject({
        status: 'active',
        version: 2,
        epoch: 2,
      });
      expect((await outboxOf(fixture)).map((event) => event.type)).toEqual(['user.created', 'user.updated']);
    });

    test('a hundred links of one account followed at once: one wins, the others hear that it is done', async () => {
      const pending = await seedRegistered(fixture);
      const tokens = Array.from({ length: 100 }, () => verificationToken(pending, fixture.now()));
      const outcomes = await redeemByHundred((index) => tokens[index] as OneTimeToken);
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused).toHaveLength(99);
      for (const { reason } of refused) expect(reason).toBeInstanceOf(AlreadyVerified);
      const winner = outcomes.findIndex((outcome) => outcome.status === 'fulfilled');
      expect(await storedUser(fixture, pending.id)).toMatchObject({
        fullName: `Reader ${winner}`,
        verifiedBy: tokens[winner]?.state.digest,
      });
    });

    // Keycloak CVE-2026-1035: parallel refreshes of one token handed out several families.
    test('one refresh token used by a hundred at once is rotated once', async () => {
      const user = await seedUser(fixture);
      const { id } = await seedSession(fixture, user);
      const now = fixture.now();
      const lifetime = { idleSeconds: 60, absoluteSeconds: 60, graceSeconds: 10 };
      const everyoneHasRead = barrier(100);
      const refresh = (): Promise<{ outcome: string; generation: number }> =>
        change(fixture, async (tx) => {
          const session = await findSession(tx, id);
          const { epoch } = (await findUser(tx, user.id)).state;
          await everyoneHasRead();
          const outcome = session.refresh(1, lifetime, epoch, now);
          return { outcome, generation: session.state.generation };
        });
      const answers = await Promise.all(Array.from({ length: 100 }, refresh));
      expect(answers.filter(({ outcome }) => outcome === 'rotated')).toHaveLength(1);
      expect(answers.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(99);
      expect(new Set(answers.map(({ generation }) => generation))).toEqual(new Set([2]));
      expect(await storedSession(fixture, id)).toMatchObject({ generation: 2, endedAt: null });
    });
  });
}
