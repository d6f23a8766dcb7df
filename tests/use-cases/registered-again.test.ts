/**
 * Whoever registers an address again, before its owner proved it, makes sure that no link of it installs a password: the
 * first registration may be an attacker's (account pre-hijacking, USENIX Security 2022). The second one is merged with the
 * first, or carried out later: whatever of both has run by then, a link that is followed after it brings nobody's password.
 */
import type { LeasedTask } from '@users/application';
import { CompleteRegistration, createTaskHandlers, VerifyEmail } from '@users/application';
import { describe, expect, it } from 'vitest';
import { ada, letPausesPass, logIn, operator, register } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const attacker = { ...ada, fullName: 'Mallory', password: 'planted by an attacker' };
const chosen = { ...ada, password: 'chosen when the link was followed' };

const again = (fixture: UseCaseFixture) => fixture.registerUser.execute(ada, request());
const types = ['complete_registration', 'contest_registration'] as const;

async function lease(fixture: UseCaseFixture, type: (typeof types)[number]): Promise<LeasedTask> {
  const others = types.filter((each) => each !== type);
  const options = { limit: 1, leaseSeconds: 45 };
  let [task] = await fixture.deps.tasks.lease({ ...options, types: [type] });
  if (task === undefined) {
    // It stands behind the other one in the lane of the address: which fails, and is put off for a while.
    const [first] = await fixture.deps.tasks.lease({ ...options, types: others });
    if (first) await fixture.deps.tasks.retry(first, { afterSeconds: 5, reason: 'planted' });
    [task] = await fixture.deps.tasks.lease({ ...options, types: [type] });
    fixture.clock.advance(5);
  }
  if (task === undefined) throw new Error(`no ${type} is due`);
  return task;
}

async function run(fixture: UseCaseFixture, type: (typeof types)[number]): Promise<void> {
  const task = await lease(fixture, type);
  const handler = createTaskHandlers(fixture.deps).others.find((each) => each.type === type);
  await handler?.run(task, async () => {});
}

/** Sends what waits to be sent, and nothing else. */
async function linkOf(fixture: UseCaseFixture): Promise<string> {
  const { tasks } = fixture.deps;
  const handler = createTaskHandlers(fixture.deps).mails.find(({ type }) => type === 'send_mail');
  for (const task of await tasks.lease({ types: ['send_mail'], limit: 9, leaseSeconds: 45 })) {
    await handler?.run(task, async () => {});
    await tasks.complete(task);
  }
  return fixture.links(ada.email)[0] ?? '';
}

async function expectContested(fixture: UseCaseFixture, token: string): Promise<void> {
  const follow = (password: string | null) => fixture.verifyEmail.execute({ token, password }, request());
  expect(await refusal(VerifyEmail, follow(null))).toBe('password_required');
  await follow(chosen.password);
  for (const person of [attacker, ada]) {
    await expect(logIn(fixture, person)).rejects.toMatchObject({ code: 'invalid_credentials' });
  }
  expect(await logIn(fixture, chosen)).toBeDefined();
}

describe('a second registration within the minute', () => {
  const steps = {
    completed: (fixture: UseCaseFixture) => run(fixture, 'complete_registration'),
    again,
    contested: (fixture: UseCaseFixture) => run(fixture, 'contest_registration'),
  };

  it.each([
    [['completed', 'again', 'contested']],
    [['completed', 'again']],
    [['again', 'completed', 'contested']],
    [['again', 'contested', 'completed']],
    [['again', 'completed']],
  ] as const)('contests the account in this order: %s, then the link is followed', async (order) => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(attacker, request());
    for (const step of order) await steps[step](fixture);
    await expectContested(fixture, await linkOf(fixture));
  });

  // The key is gone by then, if no task of it is left: what it said must have come to the account.
  it.each([
    [['completed', 'again', 'contested']],
    [['completed', 'again']],
    [['again', 'completed', 'contested']],
    [['again', 'contested', 'completed']],
    [['again', 'completed']],
  ] as const)(
    'contests the account for good in this order: %s, and hours later the link is followed',
    async (order) => {
      const fixture = useCaseFixture();
      await fixture.registerUser.execute(attacker, request());
      for (const step of order) await steps[step](fixture);
      const token = await linkOf(fixture);
      fixture.clock.advance(7200);
      await fixture.housekeep();
      await expectContested(fixture, token);
    },
  );

  it('comes too late when the link was followed before: nothing changes any more', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, attacker);
    await fixture.verifyEmail.execute({ token, password: null }, request());
    const before = fixture.userWith(ada.email);
    await again(fixture);
    await fixture.work();
    expect(fixture.userWith(ada.email)).toEqual(before);
    expect(await logIn(fixture, attacker)).toBeDefined();
  });

  it('counts when it arrives between the look at the link and the write', async () => {
    for (const password of [null, chosen.password]) {
      const fixture = useCaseFixture();
      const token = await register(fixture, attacker);
      const { sealer } = fixture.deps;
      const open: typeof sealer.open = async (purpose, sealed) => {
        await again(fixture);
        return sealer.open(purpose, sealed);
      };
      const follow = new VerifyEmail({ ...fixture.deps, sealer: { open } }).execute({ token, password }, request());
      if (password === null) expect(await refusal(VerifyEmail, follow)).toBe('password_required');
      else await follow;
      const { status, fullName } = fixture.userWith(ada.email) ?? {};
      expect([status, fullName]).toEqual([password === null ? 'pending' : 'active', attacker.fullName]);
      await expect(logIn(fixture, attacker)).rejects.toThrow();
    }
  });

  it('leaves one task, however often it comes; each link that is asked for later brings no password either', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    for (let times = 0; times < 50; times += 1) await again(fixture);
    expect(fixture.memory.store.tasks.size).toBe(1);
    await fixture.work();
    await fixture.resendVerification.execute({ email: ada.email }, request());
    await fixture.work();
    await expectContested(fixture, fixture.links(ada.email).at(-1) ?? '');
  });

  it('tells nobody: no event, no mail, no entry of the trail', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    const { outbox, audit, tokens } = fixture.memory.store;
    const before = [outbox.length, audit.length, tokens.size, fixture.mailer.sent.length];
    await again(fixture);
    await fixture.work();
    expect([outbox.length, audit.length, tokens.size, fixture.mailer.sent.length]).toEqual(before);
    expect(fixture.userWith(ada.email)?.contested).toBe(true);
  });
});

describe('a second registration after the minute', () => {
  it('counts from when it was accepted, also while its task waits', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, attacker);
    letPausesPass(fixture);
    await again(fixture);
    await expectContested(fixture, token);
  });

  it('is merged with one whose task waits still, and contests what that makes', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(attacker, request());
    fixture.clock.advance(3600);
    await fixture.housekeep();
    for (let times = 0; times < 50; times += 1) await again(fixture);
    expect(fixture.memory.store.tasks.size).toBe(2);
    await fixture.work();
    expect(fixture.links(ada.email)).toHaveLength(1);
    expect(fixture.userWith(ada.email)).toMatchObject({ fullName: attacker.fullName, contested: true });
  });

  it('contests also when it is suppressed by a pause between links', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    const { store } = fixture.memory;
    for (const [key, row] of store.linkPauses) store.linkPauses.set(key, { ...row, pause: { ...row.pause, links: 3 } });
    fixture.clock.advance(899);
    await again(fixture);
    await fixture.work();
    expect(fixture.links(ada.email)).toHaveLength(1);
    await expectContested(fixture, fixture.links(ada.email)[0] ?? '');
  });
});

// A stranger registered, an administrator soft-deleted what looked like fraud, the owner registered and asked for help: the
// account was restored, and the stranger's link installed the stranger's password.
describe('a second registration while the account is soft-deleted', () => {
  async function hidden() {
    const fixture = useCaseFixture();
    const token = await register(fixture, attacker);
    const { id } = fixture.userWith(ada.email) ?? fixture.user('');
    await fixture.softDeleteUsers.execute({ ids: [id] }, operator);
    return { fixture, token, restore: () => fixture.restoreUser.execute({ id, expectedVersion: null }, operator) };
  }

  it.each([
    ['within the minute', 0],
    ['later', 7200],
  ])('contests it for when it is restored: %s', async (_, seconds) => {
    const { fixture, token, restore } = await hidden();
    fixture.clock.advance(seconds);
    await again(fixture);
    await fixture.work();
    await restore();
    fixture.clock.advance(7200);
    await fixture.housekeep();
    await expectContested(fixture, token);
  });

  // Mails would else carry a stranger's words, for instance an address to go to, to whoever owns the mailbox.
  it('is told to the mailbox without the words of whoever registered first', async () => {
    const { fixture } = await hidden();
    letPausesPass(fixture);
    await again(fixture);
    await fixture.work();
    expect(fixture.mailer.sent.at(-1)).toMatchObject({ template: 'already_registered', to: ada.email, fullName: '' });
  });
});

describe('a registration whose task was parked', () => {
  // While it was parked its key was gone: others may have been merged with it of which nobody knows any more.
  it('is contested when it comes back', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(attacker, request());
    await again(fixture);
    const { tasks } = fixture.deps;
    await tasks.park(await lease(fixture, 'complete_registration'), 'planted');
    await fixture.work();
    fixture.clock.advance(60);
    await fixture.housekeep();
    expect(fixture.memory.store.requestKeys.size).toBe(0);
    await tasks.unpark('all');
    await fixture.work();
    await expectContested(fixture, fixture.links(ada.email)[0] ?? '');
  });
});

it('a registration that the release before accepted, without a key, is completed as ever', async () => {
  const fixture = useCaseFixture();
  const { sealer, tasks, ids } = fixture.deps;
  await fixture.registerUser.execute(ada, request());
  const [row] = fixture.memory.store.tasks.values();
  const { requestKey: _, ...old } = JSON.parse(await sealer.open('task', String(row?.payload.sealed)));
  fixture.memory.store.tasks.clear();
  const payload = { sealed: await sealer.seal('task', JSON.stringify(old)) };
  const type = new CompleteRegistration(fixture.deps).type;
  await tasks.enqueue({ id: ids.uuid(), type, payload, traceparent: null, requestId: 'r' });
  await fixture.work();
  await fixture.verifyEmail.execute({ token: fixture.links(ada.email)[0] ?? '', password: null }, request());
  expect(await logIn(fixture)).toBeDefined();
});
