import { randomUUIDv7 } from 'node:crypto';
import { type Transaction, toEventData } from '@users/application';
import { User } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import {
  changeContext,
  freshEmail,
  newTask,
  openSession,
  registered,
  userState,
  verificationToken,
} from './samples.ts';
import {
  change,
  findSession,
  findUser,
  outboxOf,
  picture,
  rename,
  seedRegistered,
  seedSession,
  seedUser,
  seedUsers,
  storedSession,
  storedUser,
} from './stored.ts';

/** Reads, the identity map, and what one undisturbed change writes. */
export function unitOfWorkContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`unit of work: ${name}`, () => {
    let fixture: StorageFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    test('gives back every field of a user as it was added', async () => {
      const now = fixture.now();
      const state = userState(now, {
        fullName: 'Zoë 🦆 Ångström',
        locale: 'es-419',
        metadata: { team: 'blue', nested: { list: [1, 'two', null, true] } },
        status: 'deleted',
        roles: ['admin', 'user'],
        verifiedBy: 'digest',
        contested: true,
        lastLoginAt: new Date(now.getTime() - 1),
        deletedAt: new Date(now.getTime() + 1),
        version: 7,
        epoch: 5,
        revision: 9,
      });
      await seedUsers(fixture, [state]);
      expect(await storedUser(fixture, state.id)).toEqual(state);
    });

    test('finds a user by id and by address, soft-deleted ones too, and null for strangers', async () => {
      const { id, email } = await seedUser(fixture, { status: 'deleted', deletedAt: fixture.now() });
      const read = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> => change(fixture, work);
      // Each in a run of its own: a second look in one run would be answered from memory.
      expect((await read((tx) => tx.users.find(id)))?.id).toBe(id);
      expect((await read((tx) => tx.users.findByEmail(email)))?.id).toBe(id);
      expect(await read((tx) => tx.users.find(randomUUIDv7()))).toBeNull();
      expect(await read((tx) => tx.users.findByEmail(freshEmail()))).toBeNull();
      expect(await read((tx) => tx.sessions.find(randomUUIDv7()))).toBeNull();
    });

    test('gives the same object to whoever asks twice, also at once', async () => {
      const user = await seedUser(fixture);
      const session = await seedSession(fixture, user);
      await change(fixture, async (tx) => {
        const [first, second] = await Promise.all([tx.users.find(user.id), tx.users.find(user.id)]);
        expect(first).not.toBeNull();
        expect(second).toBe(first);
        expect(await tx.users.findByEmail(user.email)).toBe(first);
        expect(await tx.sessions.find(session.id)).toBe(await tx.sessions.find(session.id));
      });
    });

    test('finds what the same run has added', async () => {
      await change(fixture, async (tx) => {
        const user = registered(fixture.now());
        const session = openSession(user.state, fixture.now());
        tx.users.add(user);
        tx.sessions.add(session);
        expect(await tx.users.find(user.id)).toBe(user);
        expect(await tx.users.findByEmail(user.state.email)).toBe(user);
        expect(await tx.sessions.find(session.id)).toBe(session);
      });
    });

    test('knows the built-in roles and passes over unknown names', async () => {
      const roles = await change(fixture, (tx) => tx.roles.findAll(['admin', 'nobody', 'user']));
      expect(roles.map((role) => role.name).sort()).toEqual(['admin', 'user']);
      expect(roles.find((role) => role.name === 'admin')?.state.permissions).toContain('users:write');
    });

    test('puts the events of a user into the outbox, in order and with everything the wire needs', async () => {
      const context = changeContext({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
      const now = fixture.now();
      const user = await fixture.unitOfWork.run(context, async (tx) => {
        const added = registered(now);
        added.issueVerification(verificationToken(added.state, now), 'eyJ.sealed.token', now);
        tx.users.add(added);
        return added.state;
      });
      const events = await outboxOf(fixture);
      expect(events).toMatchObject([
        { type: 'user.created', subject: user.id, sequence: 1, time: now, traceparent: context.traceparent },
        { type: 'user.verification_token.created', subject: user.id, sequence: 2, time: now },
      ]);
      expect(events[0]?.data).toEqual({
        id: user.id,
        email: user.email,
        full_name: 'Ada Lovelace',
        locale: 'en',
        status: 'pending',
        roles: ['user'],
        email_verified: false,
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
        version: 1,
      });
      expect(events[0]?.stream).toBeGreaterThanOrEqual(1);
      expect(events[1]?.position).toBeGreaterThan(events[0]?.position ?? 0n);
      expect(events[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
      expect(events[1]?.id).not.toBe(events[0]?.id);
    });

    test('the state and the sequence of the next change follow on those of the last', async () => {
      const { id } = await seedRegistered(fixture);
      await rename(fixture, id, 'First');
      await rename(fixture, id, 'Second');
      expect(await storedUser(fixture, id)).toMatchObject({ fullName: 'Second', version: 3 });
      expect((await outboxOf(fixture)).map((event) => event.sequence)).toEqual([1, 2, 3]);
    });

    test('writes several users, a session, a task and a note in one go', async () => {
      const now = fixture.now();
      const known = await seedUser(fixture);
      const added = registered(now);
      const session = openSession(known, now);
      const task = newTask();
      await change(fixture, async (tx) => {
        (await findUser(tx, known.id)).updateProfile({ fullName: 'Renamed' }, now);
        tx.users.add(added);
        tx.sessions.add(session);
        tx.enqueue(task);
        tx.note({ subject: known.id, detail: { outcome: 'done' } });
      });
      expect((await storedUser(fixture, known.id))?.fullName).toBe('Renamed');
      expect(await storedUser(fixture, added.id)).toEqual(added.state);
      expect(await storedSession(fixture, session.id)).toMatchObject({ seed: session.state.seed, generation: 1 });
      expect((await outboxOf(fixture)).map((event) => event.subject).sort()).toEqual([known.id, added.id].sort());
      expect(await fixture.taskQueue.lease({ types: ['contract.task'], limit: 9, leaseSeconds: 60 })).toMatchObject([
        task,
      ]);
      expect(await fixture.auditTrail()).toHaveLength(3);
    });

    test('adds a thousand users at once, each with its events, its task and its entry of the trail', async () => {
      const now = fixture.now();
      const names = ['{"}', "O'Neil; drop table users", 'tab\tand \\ slash', 'NULL', '{a,b}', 'Zoë 🦆', '﷽', '$1'];
      const states = Array.from({ length: 1000 }, (_, index) =>
        userState(now, {
          fullName: names[index % names.length] ?? '',
          metadata: { [names[index % names.length] ?? '']: [index, null, { deep: 'x"y' }] },
          roles: index % 2 === 0 ? ['user'] : ['admin', 'user'],
          passwordHash: index % 3 === 0 ? null : 'hash',
        }),
      );
      const known = await seedUser(fixture);
      await change(fixture, async (tx) => {
        (await findUser(tx, known.id)).updateProfile({ fullName: 'Beside them' }, now);
        for (const state of states) tx.users.add(User.restore(state));
        for (let index = 0; index < 1000; index += 1) {
          const added = registered(now);
          tx.users.add(added);
          tx.enqueue(newTask());
        }
      });
      for (const state of [states[0], states[1], states.at(-1)]) {
        if (state !== undefined) expect(await storedUser(fixture, state.id)).toEqual(state);
      }
      const stored = await fixture.userArchive.page({ status: null, after: null, limit: 5000 });
      expect(stored).toHaveLength(2001);
      expect(new Map(stored.map((state) => [state.id, state]))).toEqual(
        new Map([
          ...stored.filter(({ status }) => status === 'pending').map((state) => [state.id, state] as const),
          ...states.map((state) => [state.id, state] as const),
          ...stored.filter(({ id }) => id === known.id).map((state) => [state.id, state] as const),
        ]),
      );
      const events = await fixture.outbox.read(5000);
      expect(events).toHaveLength(1001);
      expect(new Set(events.map(({ subject }) => subject)).size).toBe(1001);
      expect(await fixture.taskQueue.count()).toEqual({ waiting: 1000, parked: 0 });
      expect(await fixture.auditTrail()).toHaveLength(1001);
    });

    test('a run that changes nothing writes nothing', async () => {
      const user = await seedUser(fixture);
      const session = await seedSession(fixture, user);
      const before = await picture(fixture, [user.id], [session.id]);
      await change(fixture, async (tx) => {
        (await findUser(tx, user.id)).updateProfile({ fullName: user.fullName }, fixture.now());
        await findSession(tx, session.id);
      });
      expect(await picture(fixture, [user.id], [session.id])).toEqual(before);
      expect(before).toMatchObject({ events: [], audit: [], users: [user] });
    });

    test('gives back what the closure returned; changing that later changes nothing stored', async () => {
      const seeded = await seedUser(fixture, { fullName: 'Before', metadata: { list: [1] } });
      const expected = structuredClone(seeded);
      const user = await change(fixture, (tx) => findUser(tx, seeded.id));
      user.updateProfile({ fullName: 'After' }, fixture.now());
      for (const { metadata, createdAt } of [seeded, user.state]) {
        (metadata.list as number[]).push(2);
        createdAt.setFullYear(1999);
      }
      expect(await storedUser(fixture, seeded.id)).toEqual(expected);
    });

    test('one audit entry for each changed user, and one for each note', async () => {
      const actorId = randomUUIDv7();
      const sessionId = randomUUIDv7();
      const context = changeContext({
        action: 'user.update',
        actor: { kind: 'user', id: actorId, sessionId, roles: [], permissions: new Set() },
        network: '203.0.113.0/24',
      });
      const { id } = await seedUser(fixture);
      await fixture.unitOfWork.run(context, async (tx) => {
        const user = await findUser(tx, id);
        user.updateProfile({ fullName: 'One' }, fixture.now());
        user.updateProfile({ locale: 'es' }, fixture.now());
      });
      const { requestId } = context;
      const common = { action: 'user.update', actorKind: 'user', actorId, sessionId, network: '203.0.113.0/24' };
      expect(await fixture.auditTrail()).toMatchObject([{ ...common, subject: id, requestId }]);

      const note = { subject: id, detail: { outcome: 'refused', tries: 3, final: true, cause: null } };
      await change(fixture, async (tx) => tx.note(note));
      const noted = (await fixture.auditTrail()).filter((entry) => entry.actorKind === 'system');
      expect(noted).toMatchObject([{ ...note, actorId: 'contract', sessionId: null, network: null }]);
    });

    test('a user is added as it stands when the run ends', async () => {
      const now = fixture.now();
      const { id } = await change(fixture, async (tx) => {
        const user = registered(now);
        tx.users.add(user);
        user.updateProfile({ fullName: 'Changed after adding' }, now);
        return user;
      });
      expect(await storedUser(fixture, id)).toMatchObject({ fullName: 'Changed after adding', version: 2 });
      expect((await outboxOf(fixture)).map((event) => event.type)).toEqual(['user.created', 'user.updated']);
    });

    test('the events of a change are those that the aggregate would give', async () => {
      const now = fixture.now();
      const state = await seedUser(fixture);
      await rename(fixture, state.id, 'Someone Else');
      const twin = User.restore(state);
      twin.updateProfile({ fullName: 'Someone Else' }, now);
      const [expected] = twin.pullEvents();
      const [event] = await outboxOf(fixture);
      expect({ ...event?.data, updated_at: null }).toEqual({
        ...(expected && toEventData(expected)),
        updated_at: null,
      });
    });
  });
}
