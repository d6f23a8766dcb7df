import { randomUUIDv7 } from 'node:crypto';
import { type Requester, TooManyRequests } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { changeContext, freshEmail } from './samples.ts';
import { change, findUser, rename, seedClient, seedRole, seedUser, storedUser } from './stored.ts';

/** What a change rests on without changing it: other aggregates as they were read, and how often somebody asked. */
export function relianceContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`reliance: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    // A suspension or a lost role that is committed first must win over a link that is being followed.
    test.each(['user', 'role', 'client'] as const)('a %s that moved since it was read is a conflict', async (kind) => {
      const target = await seedUser(fixture);
      const requester = await seedUser(fixture);
      await seedRole(fixture, { name: 'helper' });
      const client = await seedClient(fixture);
      const move = {
        user: () => change(fixture, async (tx) => (await findUser(tx, requester.id)).suspend('Spam.', fixture.now())),
        role: () =>
          change(fixture, async (tx) => {
            (await tx.roles.find('helper'))?.change({ description: '', permissions: ['roles:write'] });
          }),
        client: () => change(fixture, async (tx) => (await tx.clients.find(client.id))?.revoke(fixture.now())),
      };
      const seen: unknown[] = [];
      await change(fixture, async (tx) => {
        const user = await findUser(tx, requester.id);
        const role = await tx.roles.find('helper');
        const found = await tx.clients.find(client.id);
        if (!role || !found) throw new Error('not seeded');
        const state = { user: user.state.status, role: role.state.version, client: found.state.version };
        seen.push(state[kind]);
        if (kind === 'user') tx.users.relyOn(user);
        if (kind === 'role') tx.roles.relyOn(role);
        if (kind === 'client') tx.clients.relyOn(found);
        if (seen.length === 1) await move[kind]();
        (await findUser(tx, target.id)).updateProfile({ fullName: 'Changed' }, fixture.now());
      });
      expect(seen).toEqual({ user: ['active', 'suspended'], role: [1, 2], client: [1, 2] }[kind]);
    });

    test('what is read without being relied on may move', async () => {
      const [target, other] = [await seedUser(fixture), await seedUser(fixture)];
      let runs = 0;
      await change(fixture, async (tx) => {
        runs += 1;
        await findUser(tx, other.id);
        await rename(fixture, other.id, 'Moved');
        (await findUser(tx, target.id)).updateProfile({ fullName: 'Changed' }, fixture.now());
      });
      expect(runs).toBe(1);
    });

    test('two who change one another’s reliance at once do not both win', async () => {
      const [one, other] = [await seedUser(fixture), await seedUser(fixture)];
      const bothHaveRead = barrier(2);
      const suspendBy = (self: string, target: string) =>
        change(fixture, async (tx) => {
          const actor = await findUser(tx, self);
          await bothHaveRead();
          if (actor.state.status !== 'active') throw new Error('suspended');
          tx.users.relyOn(actor);
          (await findUser(tx, target)).suspend('Spam.', fixture.now());
        });
      const outcomes = await Promise.allSettled([suspendBy(one.id, other.id), suspendBy(other.id, one.id)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    const count = (requester: Requester, userId: string, now = fixture.now()) =>
      change(fixture, async (tx) => {
        tx.countRequest({ requester, userId, now, most: 3, perSeconds: 60 });
        (await findUser(tx, userId)).updateProfile({ fullName: `At ${now.toISOString()}` }, now);
      });

    test('requests are counted for each requester and user; one too many undoes its change', async () => {
      const [user, other] = [await seedUser(fixture), await seedUser(fixture)];
      const asker = { kind: 'user', id: randomUUIDv7() } as const;
      for (let requests = 0; requests < 3; requests += 1) await count(asker, user.id);
      const before = await storedUser(fixture, user.id);
      const later = new Date(fixture.now().getTime() + 20_000);
      await expect(count(asker, user.id, later)).rejects.toBeInstanceOf(TooManyRequests);
      const refused: unknown = await count(asker, user.id, later).catch((error) => error.retryAfterSeconds);
      expect(refused).toBeGreaterThan(0);
      expect(refused).toBeLessThanOrEqual(60);
      expect(await storedUser(fixture, user.id)).toEqual(before);
      await count({ ...asker, kind: 'client' }, user.id);
      await count(asker, other.id);
      await count(asker, user.id, new Date(fixture.now().getTime() + 61_000));
    });

    // A window that begins with its first request would let twice as many through around its end.
    test('they are counted back from each request, not from the first of some hour', async () => {
      const user = await seedUser(fixture);
      const asker = { kind: 'user', id: randomUUIDv7() } as const;
      const start = fixture.now().getTime();
      const at = (seconds: number) => count(asker, user.id, new Date(start + seconds * 1000));
      for (const seconds of [0, 50, 55]) await at(seconds);
      await at(60);
      const refused: unknown = await at(65).catch((error) => error.retryAfterSeconds);
      expect(refused).toBe(45);
      await at(110);
    });

    test('of many requests at once no more than the allowed ones pass', async () => {
      const user = await seedUser(fixture);
      const asker = { kind: 'user', id: randomUUIDv7() } as const;
      const now = fixture.now();
      const ask = () =>
        fixture.unitOfWork.run(changeContext(), async (tx) => {
          tx.countRequest({ requester: asker, userId: user.id, now, most: 3, perSeconds: 60 });
          tx.note({ subject: user.id, detail: {} });
        });
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, ask));
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(TooManyRequests);
      }
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      expect(await fixture.auditTrail()).toHaveLength(3);
    });

    test('counts that nobody needs any more can be removed', async () => {
      const user = await seedUser(fixture);
      const now = fixture.now();
      await count({ kind: 'client', id: 'a' }, user.id, new Date(now.getTime() - 60_000));
      await count({ kind: 'client', id: 'b' }, user.id, now);
      expect(await fixture.housekeeping.removeRequestCounts({ lastBefore: now, limit: 10 })).toBe(1);
      expect(await fixture.housekeeping.removeRequestCounts({ lastBefore: now, limit: 10 })).toBe(0);
    });

    test('waiting links are those of invitations and changes of address whose time is not over', async () => {
      const now = fixture.now();
      const later = new Date(now.getTime() + 60_000);
      const asker = { kind: 'user', id: randomUUIDv7() } as const;
      const invited = { status: 'pending', passwordHash: null, emailVerifiedAt: null, invitedBy: asker } as const;
      await seedUser(fixture, { ...invited, linkExpiresAt: later });
      await seedUser(fixture, { ...invited, linkExpiresAt: now });
      await seedUser(fixture, { ...invited, linkExpiresAt: later, invitedBy: { kind: 'client', id: asker.id } });
      const emailChange = { digest: 'd', email: freshEmail(), requestedAt: now, requester: asker };
      await seedUser(fixture, { emailChange: { ...emailChange, expiresAt: later } });
      await seedUser(fixture, { emailChange: { ...emailChange, expiresAt: now } });
      expect(await fixture.waitingLinks.countOf(asker)).toBe(2);
      expect(await fixture.waitingLinks.countOf({ kind: 'client', id: asker.id })).toBe(1);
      expect(await fixture.waitingLinks.countOf({ kind: 'user', id: randomUUIDv7() })).toBe(0);
    });

    test('a work that only relies on something writes nothing, and is no conflict', async () => {
      const user = await seedUser(fixture);
      await change(fixture, async (tx) => {
        const found = await findUser(tx, user.id);
        tx.users.relyOn(found);
        await rename(fixture, user.id, 'Moved');
      });
      await expect(storedUser(fixture, user.id)).resolves.toMatchObject({ fullName: 'Moved' });
    });
  });
}
