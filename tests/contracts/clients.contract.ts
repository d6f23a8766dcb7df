import { randomUUIDv7 } from 'node:crypto';
import { ConcurrentChange } from '@users/application';
import { permissions, ServiceClient, User, VersionMismatch } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import type { StorageFixture } from './fixture.ts';
import { changeContext, clientState, userState } from './samples.ts';
import { change, findClient, rename, seedClient, seedUser, storedClient } from './stored.ts';

/** Service clients: what is stored of them, and what holds when several change one. */
export function clientsContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`service clients: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function read(id: string) {
      return fixture.clientActorReader.read(id, { fresh: true });
    }

    function rotate(id: string, digest: string, expected: number | null = null): Promise<void> {
      return change(fixture, async (tx) => {
        const client = await findClient(tx, id);
        client.expectVersion(expected);
        client.rotate(digest, 60, fixture.now());
      });
    }

    function revoke(id: string): Promise<void> {
      return change(fixture, async (tx) => (await findClient(tx, id)).revoke(fixture.now()));
    }

    test('an added one is found with every field, and nobody else is', async () => {
      const state = await seedClient(fixture, { description: 'Helps «people» 🦆.', permissions });
      expect(await storedClient(fixture, state.id)).toEqual(state);
      for (const id of [randomUUIDv7(), 'nonsense', '']) {
        expect(await change(fixture, (tx) => tx.clients.find(id))).toBeNull();
        expect(await fixture.clientDirectory.find(id)).toBeNull();
        expect(await read(id)).toBeNull();
      }
    });

    test('rotated and revoked, it is stored as the aggregate says', async () => {
      const { id, secretDigest } = await seedClient(fixture);
      await rotate(id, 'second');
      const rotated = await storedClient(fixture, id);
      expect(rotated).toMatchObject({ secretDigest: 'second', previousSecret: { digest: secretDigest }, version: 2 });
      const until = rotated?.previousSecret?.goodUntil.getTime() ?? 0;
      expect(Math.abs(until - fixture.now().getTime() - 60_000)).toBeLessThan(10_000);
      expect((await fixture.clientDirectory.find(id))?.previousSecretUntil?.getTime()).toBe(until);
      await revoke(id);
      expect(await storedClient(fixture, id)).toMatchObject({ previousSecret: null, version: 3, epoch: 2 });
      expect((await storedClient(fixture, id))?.revokedAt).toBeInstanceOf(Date);
    });

    test('all are listed, oldest first, with no digest', async () => {
      const ago = (seconds: number) => ({ createdAt: new Date(fixture.now().getTime() - seconds * 1000) });
      const newest = await seedClient(fixture, ago(1));
      const oldest = await seedClient(fixture, ago(60));
      const between = await seedClient(fixture, ago(30));
      await revoke(oldest.id);
      const listed = await fixture.clientDirectory.list();
      expect(listed.map(({ id }) => id)).toEqual([oldest.id, between.id, newest.id]);
      expect(listed.map(({ revokedAt }) => revokedAt === null)).toEqual([false, true, true]);
      for (const { secretDigest } of [oldest, between, newest]) {
        expect(JSON.stringify(listed)).not.toContain(secretDigest);
      }
      expect(await fixture.clientDirectory.find(between.id)).toEqual(listed[1]);
    });

    test('who calls: the name and permissions of now, until it is revoked', async () => {
      const { id } = await seedClient(fixture, { permissions: ['users:read', 'audit:read'] });
      expect(await read(id)).toEqual({
        ...{ clientId: id, name: 'billing', epoch: 1 },
        permissions: new Set(['users:read', 'audit:read']),
      });
      await revoke(id);
      expect(await read(id)).toBeNull();
    });

    test('one run has one object for each; one that is read and left alone is not written', async () => {
      const state = await seedClient(fixture);
      await change(fixture, async (tx) => {
        const [one, other] = await Promise.all([tx.clients.find(state.id), tx.clients.find(state.id)]);
        expect(one).not.toBeNull();
        expect(other).toBe(one);
        const added = ServiceClient.restore({ ...state, id: randomUUIDv7() });
        tx.clients.add(added);
        expect(await tx.clients.find(added.id)).toBe(added);
      });
      expect(await storedClient(fixture, state.id)).toEqual(state);
    });

    test('what is done with it is done together or not at all', async () => {
      const { id } = await seedClient(fixture);
      const taken = await seedUser(fixture);
      const attempt = change(fixture, async (tx) => {
        (await findClient(tx, id)).revoke(fixture.now());
        tx.clients.add(ServiceClient.restore(clientState(fixture.now(), { name: 'never' })));
        tx.note({ subject: null, detail: { client_id: id } });
        tx.users.add(User.restore(userState(fixture.now(), { email: taken.email })));
      });
      await expect(attempt).rejects.toMatchObject({ code: 'email_taken' });
      expect(await read(id)).not.toBeNull();
      expect(await fixture.clientDirectory.list()).toHaveLength(1);
      expect((await fixture.auditTrail()).filter(({ detail }) => detail.client_id === id)).toEqual([]);
    });

    test('of sixteen rotations at once in one version, one is done', async () => {
      const { id } = await seedClient(fixture);
      const allHaveRead = barrier(16);
      const attempts = Array.from({ length: 16 }, (_, index) => {
        let run = 0;
        return change(fixture, async (tx) => {
          const client = await findClient(tx, id);
          run += 1;
          if (run === 1) await allHaveRead();
          client.expectVersion(1);
          client.rotate(`rotated-${index}`, 60, fixture.now());
          return index;
        });
      });
      const results = await Promise.allSettled(attempts);
      const winners = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason.constructor] : []));
      expect(winners).toHaveLength(1);
      expect(new Set(refused)).toEqual(new Set([VersionMismatch]));
      expect(await storedClient(fixture, id)).toMatchObject({ secretDigest: `rotated-${winners[0]}`, version: 2 });
    });

    test('of three at once in any version each is done, on what the one before has left', async () => {
      const { id } = await seedClient(fixture);
      const results = await Promise.allSettled(['a', 'b', 'c'].map((digest) => rotate(id, digest)));
      const done = results.filter(({ status }) => status === 'fulfilled').length;
      for (const each of results) {
        if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(ConcurrentChange);
      }
      expect(done).toBeGreaterThan(0);
      expect((await storedClient(fixture, id))?.version).toBe(1 + done);
    });

    test('a revocation that meets rotations stands, whatever came first', async () => {
      for (let round = 0; round < 10; round += 1) {
        const { id } = await seedClient(fixture);
        const meeting = barrier(2);
        let run = 0;
        const rotating = change(fixture, async (tx) => {
          const client = await findClient(tx, id);
          run += 1;
          if (run === 1) await meeting();
          client.rotate('second', 60, fixture.now());
        });
        let revokingRun = 0;
        const revoking = change(fixture, async (tx) => {
          const client = await findClient(tx, id);
          revokingRun += 1;
          if (revokingRun === 1) await meeting();
          client.revoke(fixture.now());
        });
        const [rotated, revoked] = await Promise.allSettled([rotating, revoking]);
        expect(revoked.status).toBe('fulfilled');
        if (rotated.status === 'rejected') expect(rotated.reason).toMatchObject({ code: 'wrong_state' });
        const stored = await storedClient(fixture, id);
        expect(stored).toMatchObject({ previousSecret: null, version: rotated.status === 'fulfilled' ? 3 : 2 });
        expect(stored && ServiceClient.restore(stored).admits('second', fixture.now())).toBe(false);
        expect(await read(id)).toBeNull();
      }
    });

    test('as the cause of a change of a user it is in the trail', async () => {
      const user = await seedUser(fixture);
      const client = await seedClient(fixture);
      const actor = { kind: 'client', id: client.id, name: client.name, permissions: new Set(permissions) } as const;
      const context = changeContext({ actor, action: 'user.update' });
      await fixture.unitOfWork.run(context, async (tx) => {
        (await tx.users.find(user.id))?.updateProfile({ fullName: 'Grace Murray' }, fixture.now());
        tx.note({ subject: null, detail: { client_id: client.id } });
      });
      await rename(fixture, user.id, 'Grace Hopper');
      const entries = (await fixture.auditTrail()).filter(({ requestId }) => requestId === context.requestId);
      expect(entries).toHaveLength(2);
      for (const entry of entries) {
        expect(entry).toMatchObject({ actorKind: 'client', actorId: client.id, sessionId: null });
      }
      expect(new Set(entries.map(({ subject }) => subject))).toEqual(new Set([user.id, null]));
    });
  });
}
