import { UpdateUser, type UpdateUserInput } from '@users/application';
import { anonymous, type Permission, type UserActor } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, administrator, register, signedIn } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const missing = '01890000-0000-7000-8000-000000000000';
const eve = { ...ada, email: 'eve@example.org', fullName: 'Eve' };

function holding(...held: readonly Permission[]): UserActor {
  return { kind: 'user', id: missing, sessionId: missing, roles: ['delegate'], permissions: new Set(held) };
}

async function account() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id, self: await signedIn(fixture) };
}

function update({ updateUser }: UseCaseFixture, input: Partial<UpdateUserInput> & { id: string }, actor: UserActor) {
  return updateUser.execute({ expectedVersion: null, ...input }, request(actor));
}

describe('an update', () => {
  it('changes name and locale, tells others what changed, and answers with what is stored now', async () => {
    const { fixture, id, self } = await account();
    fixture.clock.advance(60);
    const { user, actions } = await update(fixture, { id, fullName: 'Countess', locale: 'es' }, self);
    expect(user).toMatchObject({ id, fullName: 'Countess', locale: 'es', version: 3, updatedAt: fixture.clock.now() });
    expect([...actions]).toEqual(expect.arrayContaining(['user.read', 'user.update']));
    const read = await fixture.getUser.execute({ id }, request(self));
    expect(read.user).toEqual(user);
    expect(fixture.memory.store.outbox.at(-1)).toMatchObject({
      ...{ type: 'user.updated', sequence: 4 },
      data: { changed: ['full_name', 'locale'], reason: 'profile_updated', full_name: 'Countess', version: 3 },
    });
    const entry = { action: 'user.update', actorKind: 'user', actorId: id, sessionId: self.sessionId, subject: id };
    expect(fixture.memory.store.audit.at(-1)).toMatchObject(entry);
  });

  it.each([
    [{ fullName: 'Countess' }, ['full_name']],
    [{ locale: 'es' }, ['locale']],
  ])('of %o leaves the rest', async (change, changed) => {
    const { fixture, id, self } = await account();
    const before = fixture.user(id);
    await update(fixture, { id, ...change }, self);
    expect(fixture.user(id)).toMatchObject({ fullName: before.fullName, locale: before.locale, ...change });
    expect(fixture.memory.store.outbox.at(-1)?.data).toMatchObject({ changed });
  });

  it.each([{}, { fullName: ada.fullName }, { fullName: ada.fullName, locale: ada.locale }])(
    'to what is there already is no change and no news: %o',
    async (change) => {
      const { fixture, id, self } = await account();
      const before = structuredClone(fixture.memory.store);
      const { user } = await update(fixture, { id, expectedVersion: 2, ...change }, self);
      expect(user.version).toBe(2);
      const { users, outbox, audit } = fixture.memory.store;
      expect({ users, outbox, audit }).toEqual({ users: before.users, outbox: before.outbox, audit: before.audit });
    },
  );

  it('ends no session: the epoch stays', async () => {
    const { fixture, id, self } = await account();
    const { epoch } = fixture.user(id);
    await update(fixture, { id, fullName: 'Countess' }, self);
    expect(fixture.user(id).epoch).toBe(epoch);
  });
});

describe('an update of an expected version', () => {
  it('goes through when it is that version', async () => {
    const { fixture, id, self } = await account();
    expect((await update(fixture, { id, expectedVersion: 2, fullName: 'Countess' }, self)).user.version).toBe(3);
  });

  it.each([1, 3])('is refused when it is another (%i), also when nothing would change', async (expectedVersion) => {
    const { fixture, id, self } = await account();
    for (const fullName of ['Countess', ada.fullName]) {
      const attempt = update(fixture, { id, expectedVersion, fullName }, self);
      expect(await refusal(UpdateUser, attempt)).toBe('version_mismatch');
    }
    expect(fixture.user(id)).toMatchObject({ fullName: ada.fullName, version: 2 });
  });

  it('is the same version after a log-in, which is no edit', async () => {
    const { fixture, id, self } = await account();
    await signedIn(fixture);
    expect((await update(fixture, { id, expectedVersion: 2, fullName: 'Countess' }, self)).user.version).toBe(3);
  });

  it('of two at once lets one through', async () => {
    const { fixture, id, self } = await account();
    const results = await Promise.allSettled(
      ['One', 'Two'].map((fullName) => update(fixture, { id, expectedVersion: 2, fullName }, self)),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'version_mismatch' } });
  });

  it('of two at once without one lets both through, one after the other', async () => {
    const { fixture, id, self } = await account();
    await Promise.all([update(fixture, { id, fullName: 'One' }, self), update(fixture, { id, locale: 'es' }, self)]);
    expect(fixture.user(id)).toMatchObject({ fullName: 'One', locale: 'es', version: 4, sequence: 5 });
  });
});

describe('an update is refused', () => {
  it('to nobody in particular, before anything is looked up', async () => {
    const { fixture, id } = await account();
    const { ports, calls } = recordCalls(fixture.deps);
    const input = { id, expectedVersion: null, fullName: 'Mallory' };
    const attempt = new UpdateUser(ports).execute(input, request(anonymous));
    expect(await refusal(UpdateUser, attempt)).toBe('not_authenticated');
    expect(calls).toEqual([]);
  });

  it('as if there were no such user, to whoever may not see it', async () => {
    const { fixture, id } = await account();
    await activeAccount(fixture, eve);
    const stranger = await signedIn(fixture, eve);
    for (const asked of [id, missing]) {
      const attempt = update(fixture, { id: asked, expectedVersion: 99, fullName: 'Mallory' }, stranger);
      expect(await refusal(UpdateUser, attempt)).toBe('user_not_found');
    }
    expect(fixture.user(id).fullName).toBe(ada.fullName);
  });

  it('as forbidden, to whoever may see it but not write', async () => {
    const { fixture, id } = await account();
    const attempt = update(fixture, { id, fullName: 'Mallory' }, holding('users:read'));
    expect(await refusal(UpdateUser, attempt)).toBe('forbidden');
  });

  // A delegate must not act on those above: Keycloak CVE-2026-9099.
  it('to a delegate whom the user outranks, but not on a plain user', async () => {
    const { fixture, id } = await account();
    const { id: admin } = await administrator(fixture);
    const delegate = holding('users:read', 'users:write');
    const attempt = update(fixture, { id: admin, fullName: 'Mallory' }, delegate);
    expect(await refusal(UpdateUser, attempt)).toBe('forbidden');
    expect((await update(fixture, { id, fullName: 'Renamed' }, delegate)).user.fullName).toBe('Renamed');
  });

  it('by what is stored when it is written: promoted in between, the delegate comes too late', async () => {
    const { fixture, id } = await account();
    const { unitOfWork } = fixture.deps;
    let runs = 0;
    const run: typeof unitOfWork.run = (context, work) =>
      unitOfWork.run(context, async (tx) => {
        const result = await work(tx);
        runs += 1;
        if (runs === 1) fixture.alter(id, () => ({ roles: ['admin', 'user'] }));
        return result;
      });
    const updateUser = new UpdateUser({ ...fixture.deps, unitOfWork: { run } });
    const input = { id, expectedVersion: null, fullName: 'Mallory' };
    const attempt = updateUser.execute(input, request(holding('users:read', 'users:write')));
    expect(await refusal(UpdateUser, attempt)).toBe('forbidden');
    expect(runs).toBe(1);
    expect(fixture.user(id).fullName).toBe(ada.fullName);
  });

  it.each(['pending', 'suspended'] as const)('not while the account is %s: an administrator may', async (status) => {
    const { fixture, id } = await account();
    fixture.alter(id, () => ({ status }));
    const admin = await administrator(fixture);
    expect((await update(fixture, { id, fullName: 'Renamed' }, admin)).user.fullName).toBe('Renamed');
  });

  it('for a deleted account, by its state', async () => {
    const fixture = useCaseFixture();
    await register(fixture, ada);
    const { id } = fixture.userWith(ada.email) ?? fixture.user('');
    fixture.alter(id, () => ({ status: 'deleted' }));
    const attempt = update(fixture, { id, fullName: 'Mallory' }, await administrator(fixture));
    expect(await refusal(UpdateUser, attempt)).toBe('wrong_state');
  });
});
