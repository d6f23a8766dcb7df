import { randomUUIDv7 } from 'node:crypto';
import { ConcurrentChange, type Transaction } from '@users/application';
import { permissions, type SessionState, type UserState } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barrier } from '../support/barrier.ts';
import { contractLifetime, type StorageFixture } from './fixture.ts';
import { freshSecret } from './samples.ts';
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

const minute = 60_000;

/** The owner's list of sessions, and the end of all of them. */
export function sessionsContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`session directory: ${name}`, () => {
    let fixture: StorageFixture;
    let user: UserState;
    beforeEach(async () => {
      fixture = await setup();
      user = await seedUser(fixture);
    });
    afterEach(() => fixture.close());

    function ago(milliseconds: number): Date {
      return new Date(fixture.now().getTime() - milliseconds);
    }

    async function idsOf(userId: string): Promise<string[]> {
      return (await fixture.sessionDirectory.list(userId)).map(({ id }) => id);
    }

    test('shows what an owner wants to know, and no secret', async () => {
      const { id, createdAt, rotatedAt } = await seedSession(fixture, user, {
        createdAt: ago(2 * minute),
        rotatedAt: ago(minute),
        generation: 2,
      });
      expect(await fixture.sessionDirectory.list(user.id)).toEqual([
        { id, device: 'contract/1.0', network: '203.0.113.0/24', createdAt, lastUsedAt: rotatedAt },
      ]);
      const { id: unknown } = await seedSession(fixture, user, { userAgent: null, network: null });
      const [newest] = await fixture.sessionDirectory.list(user.id);
      expect(newest).toMatchObject({ id: unknown, device: null, network: null });
    });

    test('one is found with its user and what the user may do, and both are written by the work', async () => {
      const admin = await seedUser(fixture, { roles: ['admin', 'user'] });
      const session = await seedSession(fixture, admin);
      await change(fixture, async (tx) => {
        const found = await tx.sessions.findWithUser(session.id);
        expect(found?.session.state).toEqual(session);
        expect(found?.user.state).toEqual(admin);
        expect(found?.permissions).toEqual(new Set(permissions));
        expect(await tx.users.find(admin.id)).toBe(found?.user);
        expect(await tx.sessions.find(session.id)).toBe(found?.session);
        found?.session.end('logged_out', fixture.now());
        found?.user.updateProfile({ fullName: 'Changed' }, fixture.now());
      });
      expect(await storedSession(fixture, session.id)).toMatchObject({ endReason: 'logged_out' });
      expect(await storedUser(fixture, admin.id)).toMatchObject({ fullName: 'Changed' });
    });

    test('none is found with a user that is not there, was erased, or by an id that is none', async () => {
      const session = await seedSession(fixture, user);
      const find = (id: string) => change(fixture, (tx) => tx.sessions.findWithUser(id));
      expect(await find(randomUUIDv7())).toBeNull();
      expect(await find('no-id')).toBeNull();
      await change(fixture, async (tx) => (await findUser(tx, user.id)).erase(fixture.now()));
      expect(await find(session.id)).toBeNull();
    });

    test('a user that was read before is written while it is as it was, and not over a change since', async () => {
      await change(fixture, async (tx) => {
        tx.users.adopt(user).updateProfile({ fullName: 'Adopted' }, fixture.now());
      });
      expect(await storedUser(fixture, user.id)).toMatchObject({ fullName: 'Adopted' });
      const stale = change(fixture, async (tx) => {
        tx.users.adopt(user).updateProfile({ locale: 'es' }, fixture.now());
      });
      await expect(stale).rejects.toBeInstanceOf(ConcurrentChange);
      expect(await storedUser(fixture, user.id)).toMatchObject({ locale: user.locale });
    });

    test('the most recently used comes first, equals by id', async () => {
      const now = fixture.now();
      const times = [3, 1, 2, 1, 1].map((minutes) => new Date(now.getTime() - minutes * minute));
      const sessions: SessionState[] = [];
      for (const rotatedAt of times) {
        sessions.push(await seedSession(fixture, user, { rotatedAt, createdAt: ago(5 * minute) }));
      }
      const expected = sessions.toSorted(
        (a, b) => b.rotatedAt.getTime() - a.rotatedAt.getTime() || (a.id < b.id ? 1 : -1),
      );
      expect(await idsOf(user.id)).toEqual(expected.map(({ id }) => id));
    });

    // Zitadel CVE-2024-39683: the sessions of others were listed.
    test('each sees their own; strangers and malformed ids have none', async () => {
      const other = await seedUser(fixture);
      const mine = await seedSession(fixture, user);
      const theirs = await seedSession(fixture, other);
      expect(await idsOf(user.id)).toEqual([mine.id]);
      expect(await idsOf(other.id)).toEqual([theirs.id]);
      expect(await idsOf(randomUUIDv7())).toEqual([]);
      expect(await idsOf('me')).toEqual([]);
    });

    test('lists those that let their user in, and no other', async () => {
      const { idleSeconds, absoluteSeconds } = contractLifetime;
      const cases: Partial<SessionState>[] = [
        {},
        { createdAt: ago(idleSeconds * 1000 - minute), rotatedAt: ago(idleSeconds * 1000 - minute) },
        { createdAt: ago(idleSeconds * 1000 + minute), rotatedAt: ago(idleSeconds * 1000 + minute) },
        { createdAt: ago(absoluteSeconds * 1000 - minute), rotatedAt: ago(minute) },
        { createdAt: ago(absoluteSeconds * 1000 + minute), rotatedAt: ago(minute) },
        { epoch: user.epoch - 1 },
        { epoch: user.epoch + 1 },
        { endedAt: ago(0), endReason: 'logged_out' },
      ];
      const living: string[] = [];
      for (const overrides of cases) {
        const { id } = await seedSession(fixture, user, overrides);
        const key = { userId: user.id, sessionId: id };
        if ((await fixture.actorReader.read(key, { fresh: true })) !== null) living.push(id);
      }
      expect(living).toHaveLength(3);
      expect((await idsOf(user.id)).sort()).toEqual(living.sort());
    });

    test.each(['pending', 'suspended', 'deleted'] as const)('a %s user has none', async (status) => {
      const outsider = await seedUser(fixture, { status });
      await seedSession(fixture, outsider);
      expect(await idsOf(outsider.id)).toEqual([]);
    });

    test('all end by a new epoch, of which nobody is told', async () => {
      const before = [await seedSession(fixture, user), await seedSession(fixture, user)];
      expect(await idsOf(user.id)).toHaveLength(2);
      await change(fixture, async (tx) => {
        (await findUser(tx, user.id)).endSessions();
        tx.note({ subject: user.id, detail: { sessions: 'all' } });
      });
      expect(await idsOf(user.id)).toEqual([]);
      for (const { id } of before) {
        expect(await fixture.actorReader.read({ userId: user.id, sessionId: id }, { fresh: true })).toBeNull();
      }
      expect(await storedUser(fixture, user.id)).toEqual({
        ...user,
        epoch: user.epoch + 1,
        revision: user.revision + 1,
      });
      expect(await outboxOf(fixture)).toEqual([]);
      expect(await fixture.auditTrail()).toMatchObject([{ subject: user.id, detail: { sessions: 'all' } }]);
    });

    test('all ended twice at once are two epochs later', async () => {
      const end = (): Promise<void> => change(fixture, async (tx) => (await findUser(tx, user.id)).endSessions());
      await Promise.all([end(), end()]);
      expect(await storedUser(fixture, user.id)).toMatchObject({ epoch: user.epoch + 2, version: user.version });
    });

    // A change that bumps the epoch too, read before: written as it stands, both bumps would come to the same epoch.
    test('all ended while a password changes: neither bump is lost', async () => {
      let runs = 0;
      await change(fixture, async (tx) => {
        runs += 1;
        const found = await findUser(tx, user.id);
        if (runs === 1) await change(fixture, async (rival) => (await findUser(rival, user.id)).endSessions());
        found.changePassword(found.state.epoch, 'another hash', fixture.now());
      });
      expect(runs).toBe(2);
      expect(await storedUser(fixture, user.id)).toMatchObject({ epoch: user.epoch + 2, passwordHash: 'another hash' });
    });

    test('all ended while a session opens: it is not among the living', async () => {
      let runs = 0;
      await change(fixture, async (tx) => {
        runs += 1;
        const found = await findUser(tx, user.id);
        if (runs === 1) await change(fixture, async (rival) => (await findUser(rival, user.id)).endSessions());
        found.recordLogIn({ passwordHash: user.passwordHash ?? '', epoch: found.state.epoch, rehashed: null }, ago(0));
      });
      expect(runs).toBe(2);
    });

    /** As a change of password in this session does it, up to the write; null when the session has ended. */
    async function changeIn(tx: Transaction, session: SessionState): Promise<SessionState | null> {
      const found = await findUser(tx, user.id);
      const old = await findSession(tx, session.id);
      const now = fixture.now();
      if (!old.alive(contractLifetime, found.state.epoch, now)) return null;
      found.changePassword(found.state.epoch, 'another hash', now);
      const next = { id: randomUUIDv7(), seed: freshSecret(), epoch: found.state.epoch, now };
      const successor = old.succeed(next);
      tx.sessions.add(successor);
      return successor.state;
    }

    test('one is succeeded in the new epoch, and with it all others end', async () => {
      const [mine, other] = [await seedSession(fixture, user), await seedSession(fixture, user)];
      const next = await change(fixture, async (tx) => changeIn(tx, mine));
      expect(await idsOf(user.id)).toEqual([next?.id]);
      expect(await storedSession(fixture, mine.id)).toMatchObject({
        endReason: 'credentials_changed',
        seed: mine.seed,
      });
      expect(await storedSession(fixture, next?.id ?? '')).toEqual(next);
      await rename(fixture, user.id, 'Goes On');
      expect(await idsOf(user.id)).not.toContain(other.id);
    });

    test('of changes of password in one session at once, one is made, and one session lives', async () => {
      const mine = await seedSession(fixture, user);
      const allHaveRead = barrier(8);
      const attempt = () =>
        change(fixture, async (tx) => {
          const next = await changeIn(tx, mine);
          await allHaveRead();
          return next;
        });
      const made = (await Promise.all(Array.from({ length: 8 }, attempt))).filter((next) => next !== null);
      expect(made).toHaveLength(1);
      expect(await idsOf(user.id)).toEqual([made[0]?.id]);
      expect(await storedUser(fixture, user.id)).toMatchObject({ epoch: user.epoch + 1 });
    });

    // A refresh that read the session before the password changed must not write, or repeat, a token that lives on.
    test.each(['refresh', 'change'] as const)(
      'a refresh beside a change leaves nothing alive: %s first',
      async (first) => {
        const mine = await seedSession(fixture, user);
        const refresh = () =>
          change(fixture, async (tx) => {
            const session = await findSession(tx, mine.id);
            const { epoch } = (await findUser(tx, user.id)).state;
            if (first === 'change') await once(() => change(fixture, async (rival) => changeIn(rival, mine)));
            return session.refresh(1, contractLifetime, epoch, fixture.now());
          });
        const changed = () =>
          change(fixture, async (tx) => {
            const next = await changeIn(tx, mine);
            if (first === 'refresh') await once(refresh);
            return next;
          });
        let happened = false;
        const once = async (happen: () => Promise<unknown>): Promise<void> => {
          if (happened) return;
          happened = true;
          await happen();
        };
        if (first === 'change') expect(await refresh()).toBe('dead');
        else expect(await changed()).not.toBeNull();
        expect(await storedSession(fixture, mine.id)).toMatchObject({
          generation: first === 'refresh' ? 2 : 1,
          endReason: 'credentials_changed',
        });
        expect(await idsOf(user.id)).toHaveLength(1);
        expect(await idsOf(user.id)).not.toContain(mine.id);
      },
    );
  });
}
