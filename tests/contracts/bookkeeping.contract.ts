import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import {
  change,
  findSession,
  findUser,
  outboxOf,
  rename,
  seedSession,
  seedUser,
  storedSession,
  storedUser,
} from './stored.ts';

const rehashed = '$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHQ$bmV3aGFzaA';

/** Changes of which nobody is told: last log-in, a new hash of the same password, a rotated session. */
export function bookkeepingContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`unit of work, bookkeeping: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    async function logIn(id: string, newHash: string | null, between: () => Promise<void> = async () => {}) {
      await change(fixture, async (tx) => {
        const user = await findUser(tx, id);
        await between();
        const { passwordHash, epoch } = user.state;
        user.recordLogIn({ passwordHash: passwordHash ?? '', epoch, rehashed: newHash }, fixture.now());
      });
    }

    test('keeps version and sequence, and emits nothing', async () => {
      const before = await seedUser(fixture);
      await logIn(before.id, rehashed);
      const after = await storedUser(fixture, before.id);
      expect(after).toEqual({ ...before, lastLoginAt: after?.lastLoginAt, passwordHash: rehashed });
      expect(after?.lastLoginAt).toBeInstanceOf(Date);
      expect(await outboxOf(fixture)).toEqual([]);
      expect(await fixture.auditTrail()).toEqual([]);
    });

    test('runs again when the user changed in between', async () => {
      const { id } = await seedUser(fixture);
      let runs = 0;
      await logIn(id, null, async () => {
        runs += 1;
        if (runs === 1) await rename(fixture, id, 'In Between');
      });
      expect(runs).toBe(2);
      expect(await storedUser(fixture, id)).toMatchObject({ fullName: 'In Between', lastLoginAt: expect.any(Date) });
    });

    // A log-in moves no guard, so a change that was read before it goes through: it must not write the old values back.
    test('is not undone by a change that began before it', async () => {
      const { id } = await seedUser(fixture);
      await change(fixture, async (tx) => {
        const user = await findUser(tx, id);
        await logIn(id, rehashed);
        user.updateProfile({ fullName: 'Began Earlier' }, fixture.now());
      });
      const after = await storedUser(fixture, id);
      expect(after).toMatchObject({ fullName: 'Began Earlier', passwordHash: rehashed });
      expect(after?.lastLoginAt).toBeInstanceOf(Date);
    });

    test('a rotated session is written under the guard of its revision', async () => {
      const user = await seedUser(fixture);
      const { id, revision } = await seedSession(fixture, user);
      const lifetime = { idleSeconds: 60, absoluteSeconds: 60, graceSeconds: 10 };
      await change(fixture, async (tx) => {
        (await findSession(tx, id)).refresh(1, lifetime, user.epoch, fixture.now());
      });
      const after = await storedSession(fixture, id);
      expect(after).toMatchObject({ generation: 2, endedAt: null });
      expect(after?.revision).toBeGreaterThan(revision);
    });

    test('an ended session keeps when and why', async () => {
      const user = await seedUser(fixture);
      const { id } = await seedSession(fixture, user);
      const now = fixture.now();
      await change(fixture, async (tx) => (await findSession(tx, id)).end('logged_out', now));
      expect(await storedSession(fixture, id)).toMatchObject({ endedAt: now, endReason: 'logged_out' });
    });
  });
}
