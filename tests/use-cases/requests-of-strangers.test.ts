/** What one caller without an account can make this service do to somebody's account and mailbox. */
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, letPausesPass, operator, otherPassword, register } from '../support/accounts.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

type Kind = 'register' | 'resend' | 'reset';

const ask = (fixture: UseCaseFixture, kind: Kind, email: string = ada.email): Promise<void> => {
  if (kind === 'register') return fixture.registerUser.execute({ ...ada, email }, request());
  const useCase = kind === 'reset' ? fixture.requestPasswordReset : fixture.resendVerification;
  return useCase.execute({ email }, request());
};

/** All that is stored: what grows with each request would fill a disk. */
function rows({ memory: { store } }: UseCaseFixture) {
  const { outbox, audit, tokens, tasks, requestKeys, keptAnswers, users } = store;
  return {
    outbox: outbox.length,
    audit: audit.length,
    tokens: tokens.size,
    users: users.size,
    ...{
      tasks: tasks.size,
      keys: requestKeys.size,
      answers: keptAnswers.size,
    },
  };
}

/** An account that mails of this kind go to. */
async function accountFor(kind: Kind): Promise<UseCaseFixture> {
  const fixture = useCaseFixture();
  if (kind === 'resend') await register(fixture, ada);
  else await activeAccount(fixture);
  letPausesPass(fixture);
  await fixture.housekeep();
  return fixture;
}

const kinds: readonly Kind[] = ['register', 'resend', 'reset'];

/** The seconds, of so many, at which a mail went to somebody who is asked about every ten seconds. */
async function mailsAt(kind: Kind, seconds: number): Promise<readonly number[]> {
  const fixture = await accountFor(kind);
  const went: number[] = [];
  for (let second = 0; second < seconds; second += 10) {
    const before = fixture.mailer.sent.length;
    await ask(fixture, kind);
    await fixture.work();
    if (fixture.mailer.sent.length > before) went.push(second);
    fixture.clock.advance(10);
  }
  return went;
}

describe.each(kinds)('a flood of requests (%s)', (kind) => {
  it('leaves one task and one key while no worker runs, however long it lasts', async () => {
    const fixture = await accountFor(kind);
    const before = rows(fixture);
    for (let minute = 0; minute < 60; minute += 1) {
      for (let times = 0; times < 5; times += 1) await ask(fixture, kind);
      fixture.clock.advance(60);
      await fixture.housekeep();
    }
    // The second task says that the address was registered again.
    expect(rows(fixture)).toEqual({ ...before, tasks: kind === 'register' ? 2 : 1, keys: 1 });
    await fixture.work();
    await fixture.housekeep();
    expect(rows(fixture)).toMatchObject({ tasks: 0, keys: 0 });
  });

  it('leaves a key alone for an address that nobody has, as for every other', async () => {
    const fixture = await accountFor(kind);
    const before = rows(fixture);
    for (const email of [ada.email, 'nobody@example.org']) {
      for (let times = 0; times < 20; times += 1) await ask(fixture, kind, email);
    }
    const tasks = [...fixture.memory.store.tasks.values()].map(({ type, lane, key }) => ({ type, lane, key }));
    expect(new Set(tasks.map(({ lane }) => lane)).size).toBe(2);
    expect(rows(fixture)).toEqual({ ...before, tasks: kind === 'register' ? 4 : 2, keys: 2 });
    expect(JSON.stringify([tasks, ...fixture.memory.store.requestKeys])).not.toMatch(/nobody|ada|example/);
  });

  it('sends a mail at once, then after 1, 5, 15 and 15 minutes', async () => {
    expect(await mailsAt(kind, 3000)).toEqual([0, 60, 360, 1260, 2160]);
  });

  it('leaves no more events, entries, tokens or tasks than mails, and no key once its minute is over', async () => {
    const fixture = await accountFor(kind);
    const [before, mails] = [rows(fixture), fixture.mailer.sent.length];
    for (let second = 0; second < 900; second += 3) {
      await ask(fixture, kind);
      await fixture.work();
      fixture.clock.advance(3);
    }
    const sent = fixture.mailer.sent.length - mails;
    const after = rows(fixture);
    expect(sent).toBe(3);
    for (const table of ['outbox', 'audit', 'tokens'] as const) {
      expect(after[table] - before[table], table).toBeLessThanOrEqual(sent);
    }
    fixture.clock.advance(60);
    await fixture.housekeep();
    expect(rows(fixture)).toMatchObject({ tasks: 0, keys: 0 });
  });

  it('keeps nobody else from a mail, and uses up no other kind of mail', async () => {
    const fixture = await accountFor(kind);
    for (let second = 0; second < 120; second += 10) {
      await ask(fixture, kind);
      await fixture.work();
      fixture.clock.advance(10);
    }
    const other = { ...ada, email: 'grace@example.org' };
    await activeAccount(fixture, other);
    await ask(fixture, 'reset', other.email);
    await fixture.work();
    expect(fixture.mailsTo(other.email).at(-1)).toBe('password_reset');
    const before = fixture.mailer.sent.length;
    // Of an account that is pending there is nothing to reset, of one that is active nothing to verify.
    const free = kind === 'reset' ? 'register' : kind === 'register' ? 'reset' : 'register';
    await ask(fixture, free);
    await fixture.work();
    expect(fixture.mailer.sent).toHaveLength(before + 1);
  });
});

describe('the owner, under a flood of reset requests', () => {
  async function flooded() {
    const fixture = await accountFor('reset');
    const flood = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 10) {
        await ask(fixture, 'reset');
        await fixture.work();
        fixture.clock.advance(10);
      }
    };
    await flood(1300);
    return { fixture, flood, links: () => fixture.links(ada.email, 'password_reset') };
  }

  it('has a link that works at every moment, and every link that was sent works until it expires', async () => {
    const { fixture, flood, links } = await flooded();
    for (let round = 0; round < 5; round += 1) {
      const preview = fixture.previewLink.execute(
        { purpose: 'password_reset', token: links().at(-1) ?? '' },
        request(),
      );
      await expect(preview).resolves.toBeDefined();
      await flood(300);
    }
    const last = links().slice(-2);
    expect(last).toHaveLength(2);
    for (const token of last) {
      await expect(fixture.previewLink.execute({ purpose: 'password_reset', token }, request())).resolves.toBeDefined();
    }
  });

  it('gets a new link at once after a reset: those before are dead', async () => {
    const { fixture, links } = await flooded();
    const sent = links().length;
    await fixture.resetPassword.execute({ token: links().at(-1) ?? '', password: otherPassword }, request());
    fixture.clock.advance(60);
    await ask(fixture, 'reset');
    await fixture.work();
    expect(links()).toHaveLength(sent + 1);
  });

  it('is forgotten with the account: whoever has the address then waits for nothing', async () => {
    const { fixture } = await flooded();
    const { id } = fixture.userWith(ada.email) ?? { id: '' };
    expect(fixture.memory.store.linkPauses.size).toBeGreaterThan(0);
    await fixture.deleteUser.execute({ id, expectedVersion: null }, operator);
    expect(fixture.memory.store.linkPauses.size).toBe(0);
  });
});
