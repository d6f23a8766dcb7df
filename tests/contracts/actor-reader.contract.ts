import { randomUUIDv7 } from 'node:crypto';
import type { ActorFacts } from '@users/application';
import { permissions, Session, type SessionState, type UserState } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contractLifetime, type StorageFixture } from './fixture.ts';
import { sessionState } from './samples.ts';
import { change, findSession, findUser, seedRole, seedSession, seedUser } from './stored.ts';

const minute = 60_000;

/** Who a signed-in caller is now: null as soon as account, session or epoch say so. */
export function actorReaderContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`actor reader: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function read(user: UserState, session: SessionState): Promise<ActorFacts | null> {
      return fixture.actorReader.read({ userId: user.id, sessionId: session.id }, { fresh: true });
    }

    function ago(milliseconds: number): Date {
      return new Date(fixture.now().getTime() - milliseconds);
    }

    test('gives roles and what they allow', async () => {
      const admin = await seedUser(fixture, { roles: ['admin', 'user'], epoch: 5 });
      const session = await seedSession(fixture, admin);
      const facts = await read(admin, session);
      expect(facts && { ...facts, roles: [...facts.roles].sort() }).toEqual({
        userId: admin.id,
        sessionId: session.id,
        epoch: 5,
        roles: ['admin', 'user'],
        permissions: new Set(permissions),
      });
    });

    test('a role that is not there allows nothing, no role allows nothing', async () => {
      await seedRole(fixture, { name: 'gone', permissions: ['users:read'] });
      const users = [];
      for (const roles of [['user'], ['gone'], []]) users.push(await seedUser(fixture, { roles }));
      await fixture.removeRole('gone');
      for (const user of users) {
        expect(await read(user, await seedSession(fixture, user))).toMatchObject({ permissions: new Set() });
      }
    });

    // Zitadel CVE-2024-47000: deactivated users kept their access.
    test.each(['pending', 'suspended', 'deleted'] as const)('a %s user is nobody', async (status) => {
      const user = await seedUser(fixture, { status });
      expect(await read(user, await seedSession(fixture, user))).toBeNull();
    });

    test('strangers, unknown sessions and sessions of others are nobody', async () => {
      const [mine, other] = [await seedUser(fixture), await seedUser(fixture)];
      const session = await seedSession(fixture, mine);
      expect(await read(mine, session)).not.toBeNull();
      expect(await read(other, session)).toBeNull();
      expect(await read(mine, sessionState(mine, fixture.now()))).toBeNull();
      expect(await read({ ...mine, id: randomUUIDv7() }, session)).toBeNull();
    });

    test('a session that has ended is over', async () => {
      const user = await seedUser(fixture);
      const session = await seedSession(fixture, user);
      expect(await read(user, session)).not.toBeNull();
      await change(fixture, async (tx) => (await findSession(tx, session.id)).end('logged_out', fixture.now()));
      expect(await read(user, session)).toBeNull();
    });

    test('a session of another epoch is over', async () => {
      const user = await seedUser(fixture, { epoch: 3 });
      expect(await read(user, await seedSession(fixture, user, { epoch: 2 }))).toBeNull();
      expect(await read(user, await seedSession(fixture, user, { epoch: 4 }))).toBeNull();
    });

    test('a session lives through its idle and its absolute time and no longer', async () => {
      const user = await seedUser(fixture);
      const { idleSeconds, absoluteSeconds } = contractLifetime;
      const alive = [
        { createdAt: ago(idleSeconds * 1000 - minute), rotatedAt: ago(idleSeconds * 1000 - minute) },
        { createdAt: ago(absoluteSeconds * 1000 - minute), rotatedAt: ago(minute) },
      ];
      const dead = [
        { createdAt: ago(idleSeconds * 1000 + minute), rotatedAt: ago(idleSeconds * 1000 + minute) },
        { createdAt: ago(absoluteSeconds * 1000 + minute), rotatedAt: ago(minute) },
      ];
      for (const times of alive) expect(await read(user, await seedSession(fixture, user, times))).not.toBeNull();
      for (const times of dead) expect(await read(user, await seedSession(fixture, user, times))).toBeNull();
    });

    test('a session opened with a log-in is alive at once', async () => {
      const user = await seedUser(fixture);
      const now = fixture.now();
      const { id, userId, seed, epoch, network, userAgent } = sessionState(user, now);
      const session = Session.open({ id, userId, seed, epoch, network, userAgent, now });
      await change(fixture, async (tx) => {
        const proof = { passwordHash: user.passwordHash ?? '', epoch, rehashed: null };
        (await findUser(tx, user.id)).recordLogIn(proof, now);
        tx.sessions.add(session);
      });
      expect(await read(user, session.state)).toMatchObject({ userId, sessionId: id });
    });
  });
}
