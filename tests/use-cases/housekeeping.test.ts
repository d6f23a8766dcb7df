import { housekeepingJobs, housekeepingTypes, planHousekeeping, VerifyEmail } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, administrator, logIn, operator, register } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { housekeepingTask, request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const day = 86_400;

const events = ({ memory }: UseCaseFixture, id: string) =>
  memory.store.outbox.filter(({ subject }) => subject === id).map(({ type }) => type);

const lastEntry = ({ memory }: UseCaseFixture, id: string) =>
  memory.store.audit.filter(({ subject }) => subject === id).at(-1);

/** The job of this type alone. */
function jobOf(fixture: UseCaseFixture, type: string, deps = fixture.deps) {
  const job = housekeepingJobs(deps).find((each) => each.type === type);
  if (job === undefined) throw new Error(`no job ${type}`);
  return { step: () => job.step(housekeepingTask(job)) };
}

describe('an account that nobody verifies', () => {
  it('is erased a week after its registration: told, noted, and its address is free', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    const { id } = fixture.userWith(ada.email) ?? fixture.user('');
    fixture.clock.advance(7 * day - 1);
    await fixture.housekeep();
    expect(fixture.user(id).erasedAt).toBeNull();
    fixture.clock.advance(1);
    await fixture.housekeep();
    expect(fixture.user(id)).toMatchObject({ email: '', fullName: '', erasedAt: fixture.clock.now() });
    expect(events(fixture, id)).toEqual(['user.created', 'user.verification_token.created', 'user.deleted']);
    expect(lastEntry(fixture, id)).toMatchObject({ action: 'user.expire', actorKind: 'system', actorId: 'worker' });
    expect(await refusal(VerifyEmail, fixture.verifyEmail.execute({ token, password: null }, request()))).toBe(
      'link_expired',
    );
    expect((await activeAccount(fixture)).id).not.toBe(id);
  });

  it('is kept while a link can be followed that was asked for late, and its owner can follow it', async () => {
    const fixture = useCaseFixture();
    await register(fixture, ada);
    fixture.clock.advance(7 * day - 60);
    await fixture.resendVerification.execute({ email: ada.email }, request());
    await fixture.work();
    const token = fixture.links(ada.email).at(-1) ?? '';
    fixture.clock.advance(day - 1);
    await fixture.housekeep();
    const { userId } = await fixture.verifyEmail.execute({ token, password: null }, request());
    fixture.clock.advance(99 * day);
    await fixture.housekeep();
    expect(fixture.user(userId).status).toBe('active');
  });

  it('is erased a week after an invitation that nobody accepted', async () => {
    const fixture = useCaseFixture();
    const invited = { email: 'new@example.org', fullName: 'New', locale: 'en', metadata: {}, roles: ['user'] };
    const { user } = await fixture.createUser.execute(invited, request(await administrator(fixture)));
    fixture.clock.advance(7 * day);
    await fixture.housekeep();
    expect(fixture.user(user.id).erasedAt).not.toBeNull();
  });

  // The look-up and the write are two steps; what happens in between must count.
  it('is kept when it is verified while its end is being written', async () => {
    const fixture = useCaseFixture();
    await register(fixture, ada);
    const { id } = fixture.userWith(ada.email) ?? fixture.user('');
    fixture.clock.advance(8 * day);
    const { housekeeping } = fixture.deps;
    const endedAccounts: typeof housekeeping.endedAccounts = async (...query) => {
      const found = await housekeeping.endedAccounts(...query);
      fixture.alter(id, () => ({ status: 'active', emailVerifiedAt: fixture.clock.now() }));
      return found;
    };
    const behind = { ...housekeeping, endedAccounts } as typeof housekeeping;
    await jobOf(fixture, 'housekeeping.pending_accounts', { ...fixture.deps, housekeeping: behind }).step();
    expect(fixture.user(id)).toMatchObject({ status: 'active', erasedAt: null });
  });
});

describe('a soft-deleted account', () => {
  async function deleted() {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    await logIn(fixture);
    await fixture.softDeleteUsers.execute({ ids: [id] }, operator);
    return { fixture, id };
  }

  it('is erased after its retention, with its sessions', async () => {
    const { fixture, id } = await deleted();
    fixture.clock.advance(30 * day - 1);
    await fixture.housekeep();
    expect(fixture.user(id).erasedAt).toBeNull();
    fixture.clock.advance(1);
    await fixture.housekeep();
    expect(fixture.user(id)).toMatchObject({ email: '', erasedAt: fixture.clock.now() });
    expect(events(fixture, id).at(-1)).toBe('user.deleted');
    expect(lastEntry(fixture, id)).toMatchObject({ action: 'user.end_retention' });
    expect(fixture.memory.store.sessions.size).toBe(0);
  });

  it('that was restored in time is kept', async () => {
    const { fixture, id } = await deleted();
    fixture.clock.advance(30 * day - 1);
    await fixture.restoreUser.execute({ id, expectedVersion: null }, operator);
    fixture.clock.advance(99 * day);
    await fixture.housekeep();
    expect(fixture.user(id)).toMatchObject({ status: 'active', email: ada.email });
  });
});

describe('one step', () => {
  const many = 230;

  async function pendingMany() {
    const fixture = useCaseFixture();
    for (let count = 0; count < many; count += 1)
      await register(fixture, { ...ada, email: `user-${count}@example.org` });
    fixture.clock.advance(8 * day);
    const erased = () => [...fixture.memory.store.users.values()].filter(({ erasedAt }) => erasedAt !== null).length;
    return { fixture, erased };
  }

  it('does a bounded part, and says whether there is more', async () => {
    const { fixture, erased } = await pendingMany();
    const job = jobOf(fixture, 'housekeeping.pending_accounts');
    const seen: [number, number][] = [];
    for (let step = 0; step < 3; step += 1) seen.push([await job.step(), erased()]);
    expect(seen).toEqual([
      [0, 100],
      [0, 200],
      [3600, many],
    ]);
  });

  it('ends in time, however long each account takes', async () => {
    const { fixture, erased } = await pendingMany();
    const { unitOfWork } = fixture.deps;
    const run: typeof unitOfWork.run = async (...work) => {
      fixture.clock.advance(6);
      return unitOfWork.run(...work);
    };
    const job = jobOf(fixture, 'housekeeping.pending_accounts', { ...fixture.deps, unitOfWork: { run } });
    expect(await job.step()).toBe(0);
    expect(erased()).toBe(3);
  });

  // One row that cannot be written would else stand before all others for ever.
  it('passes over an account that fails, and says so when nothing else is left to do', async () => {
    const { fixture, erased } = await pendingMany();
    const { unitOfWork } = fixture.deps;
    const run: typeof unitOfWork.run = (context, work) =>
      unitOfWork.run(context, async (tx) => {
        const result = await work(tx);
        if ((await tx.users.find(first))?.state.erasedAt != null) throw new TypeError('planted');
        return result;
      });
    const first = [...fixture.memory.store.users.keys()][0] ?? '';
    const job = jobOf(fixture, 'housekeeping.pending_accounts', { ...fixture.deps, unitOfWork: { run } });
    expect([await job.step(), await job.step()]).toEqual([0, 0]);
    await expect(job.step()).rejects.toThrow('planted');
    expect(erased()).toBe(many - 1);
  });
});

describe('what else is over', () => {
  it('goes: sessions a while after their end, and ways back', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const { refreshToken } = await logIn(fixture);
    await fixture.logOut.execute({ refreshToken }, request());
    await logIn(fixture);
    const { store } = fixture.memory;
    const oldEmail = fixture.user(id).email;
    const reversal = { digest: 'd', userId: id, oldEmail, requester: null, createdAt: fixture.clock.now() };
    store.emailReversals.set('d', { ...reversal, expiresAt: new Date(fixture.clock.now().getTime() + day * 1000) });
    fixture.clock.advance(7 * day);
    await fixture.housekeep();
    expect([store.sessions.size, store.emailReversals.size]).toEqual([2, 0]);
    fixture.clock.advance(1);
    await fixture.housekeep();
    expect([...store.sessions.values()]).toMatchObject([{ endedAt: null }]);
    fixture.clock.advance(30 * day);
    await fixture.housekeep();
    expect(store.sessions.size).toBe(0);
  });

  it('is left alone for as long as it counts', async () => {
    const fixture = useCaseFixture();
    await register(fixture, ada);
    await administrator(fixture);
    const before = JSON.stringify([...fixture.memory.store.users.values()]);
    const { sessions, tokens } = fixture.memory.store;
    const sizes = [sessions.size, tokens.size];
    await fixture.housekeep();
    expect(JSON.stringify([...fixture.memory.store.users.values()])).toBe(before);
    expect([sessions.size, tokens.size]).toEqual(sizes);
    expect(sizes.every((size) => size > 0)).toBe(true);
  });
});

it('keys of requests go within seconds of their minute, not hours', async () => {
  const fixture = useCaseFixture();
  await register(fixture, ada);
  const job = jobOf(fixture, 'housekeeping.request_keys');
  expect([await job.step(), fixture.memory.store.requestKeys.size]).toEqual([15, 1]);
  fixture.clock.advance(60);
  expect([await job.step(), fixture.memory.store.requestKeys.size]).toEqual([15, 0]);
});

it('is planned once, whoever starts and how often', async () => {
  const fixture = useCaseFixture();
  await Promise.all([planHousekeeping(fixture.deps.tasks), planHousekeeping(fixture.deps.tasks)]);
  await planHousekeeping(fixture.deps.tasks);
  const rows = [...fixture.memory.store.tasks.values()];
  expect(rows.map(({ type }) => type).sort()).toEqual([...housekeepingTypes].sort());
  expect(housekeepingJobs(fixture.deps).map(({ type }) => type)).toEqual(housekeepingTypes);
});
