import {
  type EmailAddress,
  type EmailReversal,
  EmailTaken,
  OneTimeToken,
  type User,
  type UserState,
} from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { emailReversal, freshEmail, noFilter, registered, verificationToken } from './samples.ts';
import { change, eraseUser, findUser, seedUser, storedUser } from './stored.ts';

const minute = 60_000;

/** The way back from a change of address, and the address that it keeps. */
export function emailReversalsContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`e-mail reversals: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function find(digest: string): Promise<EmailReversal | null> {
      return change(fixture, (tx) => tx.emailReversals.find(digest));
    }

    async function add(...reversals: readonly EmailReversal[]): Promise<void> {
      await change(fixture, async (tx) => {
        for (const reversal of reversals) tx.emailReversals.add(reversal);
      });
    }

    function register(email: EmailAddress): Promise<void> {
      return change(fixture, async (tx) => tx.users.add(registered(fixture.now(), email)));
    }

    function moveTo(user: User, email: EmailAddress): void {
      const { digest, expiresAt, ...token } = changeToken(user.state);
      const requester = { kind: 'self', id: user.id } as const;
      user.requestEmailChange({ digest, email, requester, requestedAt: fixture.now(), expiresAt }, fixture.now());
      user.changeEmail(OneTimeToken.restore({ ...token, digest, expiresAt, email }), fixture.now());
    }

    function changeToken(state: UserState): OneTimeToken['state'] {
      return verificationToken(state, fixture.now(), { purpose: 'email_change' }).state;
    }

    /** Changes the address as a confirmed link does; what it leaves is the way back. */
    async function moveAway(id: string, email = freshEmail(), whenRead = async () => {}): Promise<EmailReversal> {
      return change(fixture, async (tx) => {
        const user = await findUser(tx, id);
        const reversal = emailReversal(id, user.state.email, fixture.now());
        await whenRead();
        moveTo(user, email);
        tx.emailReversals.add(reversal);
        return reversal;
      });
    }

    function revert(digest: string, whenRead = async () => {}): Promise<void> {
      return change(fixture, async (tx) => {
        const reversal = await tx.emailReversals.find(digest);
        if (reversal === null) throw new Error('no way back');
        const user = await findUser(tx, reversal.userId);
        await whenRead();
        user.revertEmail(reversal, fixture.now());
        tx.emailReversals.removeFrom(reversal);
      });
    }

    test('those of one user are found, the oldest first, and one of them goes alone', async () => {
      const { id, email } = await seedUser(fixture);
      const other = await seedUser(fixture);
      const now = fixture.now();
      const at = (ms: number) => new Date(now.getTime() + ms);
      const requester = { kind: 'client', id: 'somebody' } as const;
      const second = emailReversal(id, freshEmail(), at(-1), { requester });
      const first = emailReversal(id, email, at(-2), { requester: null });
      const dead = emailReversal(id, freshEmail(), at(-3), { expiresAt: at(-1) });
      await add(second, first, dead, emailReversal(other.id, other.email, now));
      expect(await change(fixture, (tx) => tx.emailReversals.findOf(id))).toEqual([first, second]);
      await change(fixture, async (tx) => tx.emailReversals.remove(first));
      expect(await change(fixture, (tx) => tx.emailReversals.findOf(id))).toEqual([second]);
      expect(await change(fixture, (tx) => tx.emailReversals.findOf(other.id))).toHaveLength(1);
    });

    test('one is found by its digest with every field until it expires; a stranger is null', async () => {
      const { id, email } = await seedUser(fixture);
      const now = fixture.now();
      const alive = emailReversal(id, email, now, { expiresAt: new Date(now.getTime() + minute) });
      const dead = emailReversal(id, email, now, { expiresAt: new Date(now.getTime() - 1) });
      await add(alive, dead);
      expect(await find(alive.digest)).toEqual(alive);
      expect(await find(dead.digest)).toBeNull();
      expect(await find('unknown')).toBeNull();
    });

    test('one that is used voids those of its time and later, of its user alone', async () => {
      const [mine, other] = [await seedUser(fixture), await seedUser(fixture)];
      const at = (seconds: number): Date => new Date(fixture.now().getTime() - minute + seconds * 1000);
      const [first, second, third] = [1, 2, 3].map((s) => emailReversal(mine.id, freshEmail(), at(s))) as [
        EmailReversal,
        EmailReversal,
        EmailReversal,
      ];
      const theirs = emailReversal(other.id, freshEmail(), at(3));
      await add(first, second, third, theirs);
      await change(fixture, async (tx) => tx.emailReversals.removeFrom(second));
      const found = await Promise.all([first, second, third, theirs].map(({ digest }) => find(digest)));
      expect(found).toEqual([first, null, null, theirs]);
    });

    test('all of one user go, and nobody else’s', async () => {
      const [mine, other] = [await seedUser(fixture), await seedUser(fixture)];
      const [one, two] = [
        emailReversal(mine.id, freshEmail(), fixture.now()),
        emailReversal(mine.id, freshEmail(), new Date(0)),
      ];
      const theirs = emailReversal(other.id, freshEmail(), fixture.now());
      await add(one, two, theirs);
      await change(fixture, async (tx) => tx.emailReversals.removeOf(mine.id));
      expect(await Promise.all([one, two, theirs].map(({ digest }) => find(digest)))).toEqual([null, null, theirs]);
    });

    test('nothing is kept of one whose change failed', async () => {
      const { id } = await seedUser(fixture);
      const { email: taken } = await seedUser(fixture);
      const reversal = emailReversal(id, freshEmail(), fixture.now());
      const failing = change(fixture, async (tx) => {
        tx.emailReversals.add(reversal);
        moveTo(await findUser(tx, id), taken);
      });
      await expect(failing).rejects.toThrow(EmailTaken);
      expect(await find(reversal.digest)).toBeNull();
    });

    test('the address that was left is nobody else’s while the way back lives', async () => {
      const { id, email } = await seedUser(fixture);
      await moveAway(id);
      await expect(register(email)).rejects.toThrow(EmailTaken);
      const other = await seedUser(fixture);
      await expect(moveAway(other.id, email)).rejects.toThrow(EmailTaken);
      expect(await storedUser(fixture, other.id)).toMatchObject({ email: other.email });
      expect(await change(fixture, (tx) => tx.users.findByEmail(email))).toBeNull();
    });

    test('its former owner may take it again by any way', async () => {
      const { id, email } = await seedUser(fixture);
      await moveAway(id);
      await moveAway(id, email);
      expect(await storedUser(fixture, id)).toMatchObject({ email });
    });

    test('it is free when the way back has expired, was used for another address, or its user is erased', async () => {
      const expired = await seedUser(fixture);
      const free = freshEmail();
      await add(emailReversal(expired.id, free, new Date(0), { expiresAt: new Date(fixture.now().getTime() - 1) }));
      await register(free);

      const owner = await seedUser(fixture);
      const first = await moveAway(owner.id);
      const { email: second } = (await storedUser(fixture, owner.id)) as UserState;
      await moveAway(owner.id);
      await revert(first.digest);
      expect(await storedUser(fixture, owner.id)).toMatchObject({ email: owner.email, passwordHash: null });
      await register(second);

      const erased = await seedUser(fixture);
      await moveAway(erased.id);
      await eraseUser(fixture, erased.id);
      await register(erased.email);
    });

    test('what one change voids and adds counts for that change already', async () => {
      const { id, email } = await seedUser(fixture);
      await moveAway(id);
      await change(fixture, async (tx) => {
        (await findUser(tx, id)).erase(fixture.now());
        tx.emailReversals.removeOf(id);
        tx.users.add(registered(fixture.now(), email));
      });
      const other = await seedUser(fixture);
      const kept = freshEmail();
      const taking = change(fixture, async (tx) => {
        tx.emailReversals.add(emailReversal(other.id, kept, fixture.now()));
        tx.users.add(registered(fixture.now(), kept));
      });
      await expect(taking).rejects.toThrow(EmailTaken);
    });

    test('other changes of others pass', async () => {
      const { id, email } = await seedUser(fixture);
      const other = await seedUser(fixture);
      await moveAway(id);
      await change(fixture, async (tx) => {
        (await findUser(tx, other.id)).updateProfile({ fullName: 'Someone Else' }, fixture.now());
      });
      await register(freshEmail());
      expect(await fixture.credentialsReader.byEmail(email)).toBeNull();
    });

    test('taken back while ten others register it: it is its owner’s again, and only theirs', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { id, email } = await seedUser(fixture);
        const { digest } = await moveAway(id);
        const allHaveRead = barrier(11);
        const outcomes = await Promise.allSettled([
          revert(digest, allHaveRead),
          ...Array.from({ length: 10 }, () => registerAfter(email, allHaveRead)),
        ]);
        expectOnlyFirst(outcomes);
        expect(await storedUser(fixture, id)).toMatchObject({ email });
        expect(await fixture.userDirectory.count({ ...noFilter, q: email })).toBe(1);
      }
    });

    test('left while ten others register it: it is kept for its owner', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { id, email } = await seedUser(fixture);
        const allHaveRead = barrier(11);
        const outcomes = await Promise.allSettled([
          moveAway(id, freshEmail(), allHaveRead),
          ...Array.from({ length: 10 }, () => registerAfter(email, allHaveRead)),
        ]);
        expectOnlyFirst(outcomes);
        expect(await fixture.userDirectory.count({ ...noFilter, q: email })).toBe(0);
      }
    });

    function registerAfter(email: EmailAddress, ready: () => Promise<void>): Promise<void> {
      return change(fixture, async (tx) => {
        await ready();
        tx.users.add(registered(fixture.now(), email));
      });
    }

    function expectOnlyFirst([first, ...others]: readonly PromiseSettledResult<unknown>[]): void {
      expect(first).toMatchObject({ status: 'fulfilled' });
      for (const outcome of others) expect(outcome).toMatchObject({ reason: expect.any(EmailTaken) });
    }
  });
}
