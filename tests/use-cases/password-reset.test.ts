import { HashingOverloaded, RequestPasswordReset, ResetPassword, StartPasswordReset } from '@users/application';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  logIn,
  operator,
  otherPassword,
  password,
  register,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { passwordResetTtlSeconds, request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function account() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id };
}

const reset = ({ resetPassword }: UseCaseFixture, token: string, chosen = otherPassword) =>
  resetPassword.execute({ token, password: chosen }, request());

const logsIn = (fixture: UseCaseFixture, chosen: string) =>
  logIn(fixture, { ...ada, password: chosen }).then(
    () => true,
    () => false,
  );

describe('a request for a new password', () => {
  // Zitadel CVE-2024-41952: neither the answer nor the work tells whether there is an account.
  it('is one task row, the same calls for every address', async () => {
    const { fixture } = await account();
    const seen: (readonly string[])[] = [];
    for (const email of [ada.email, 'nobody@example.org']) {
      const before = fixture.memory.store.tasks.size;
      const { ports, calls } = recordCalls(fixture.deps);
      expect(await new RequestPasswordReset(ports).execute({ email }, request())).toBeUndefined();
      expect(fixture.memory.store.tasks.size).toBe(before + 1);
      seen.push(calls);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.filter((call) => /^(intake|tasks|unitOfWork|tokens|credentials|directory)/.test(call))).toEqual([
      'intake.accept',
    ]);
    expect(JSON.stringify([...fixture.memory.store.tasks.values()])).not.toContain(ada.email);
  });

  it('for an active account mails a link and tells others, with the secret sealed', async () => {
    const { fixture, id } = await account();
    const token = await resetLink(fixture);
    expect(fixture.memory.store.outbox.at(-1)).toMatchObject({ type: 'user.password_reset.requested', subject: id });
    expect(JSON.stringify(fixture.memory.store.outbox.at(-1)?.data)).not.toContain(token);
    expect(fixture.mailer.sent.at(-1)).toMatchObject({
      to: ada.email,
      network: '203.0.113.0/24',
      fullName: ada.fullName,
    });
    const preview = await fixture.previewLink.execute({ purpose: 'password_reset', token }, request());
    expect(preview).toEqual({ requestedAt: fixture.clock.now(), network: '203.0.113.0/24' });
  });

  it.each(['unknown', 'pending', 'suspended', 'deleted'] as const)(
    'for an address that is %s is silence',
    async (known) => {
      const fixture = useCaseFixture();
      if (known === 'pending') await register(fixture, ada);
      else if (known !== 'unknown') {
        const { id } = await activeAccount(fixture);
        fixture.alter(id, () => ({ status: known }));
      }
      const events = fixture.memory.store.outbox.length;
      const indexed = [...fixture.memory.store.tokens.keys()];
      await fixture.requestPasswordReset.execute({ email: ada.email }, request());
      await fixture.work();
      expect(fixture.mailsTo(ada.email)).not.toContain('password_reset');
      expect(fixture.memory.store.outbox).toHaveLength(events);
      expect([...fixture.memory.store.tokens.keys()]).toEqual(indexed);
      expect(await fixture.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
    },
  );

  it('is refused for what is no address', async () => {
    const { fixture } = await account();
    const attempt = fixture.requestPasswordReset.execute({ email: 'ada' }, request());
    expect(await refusal(RequestPasswordReset, attempt)).toBe('invalid_email');
  });

  it('whose task runs twice makes one link', async () => {
    const { fixture } = await account();
    await fixture.requestPasswordReset.execute({ email: ada.email }, request());
    const [task] = await fixture.deps.tasks.lease({ types: ['start_password_reset'], limit: 1, leaseSeconds: 45 });
    if (task === undefined) throw new Error('no task');
    const handler = new StartPasswordReset(fixture.deps);
    await handler.run(task);
    await handler.run(task);
    await fixture.work();
    expect(fixture.links(ada.email, 'password_reset')).toHaveLength(1);
  });
});

describe('a reset', () => {
  it('replaces the password, ends every session, and tells the owner', async () => {
    const { fixture, id } = await account();
    const session = await logIn(fixture);
    const token = await resetLink(fixture);
    expect(await reset(fixture, token)).toEqual({ userId: id });
    expect([await logsIn(fixture, password), await logsIn(fixture, otherPassword)]).toEqual([false, true]);
    expect((await fixture.bearer(session.accessToken)).kind).toBe('anonymous');
    await expect(fixture.refreshSession.execute(session, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
    await fixture.work();
    expect(fixture.mailsTo(ada.email).at(-1)).toBe('password_changed');
    const update = fixture.memory.store.outbox.filter(({ type }) => type === 'user.updated').at(-1);
    expect(update?.data).toMatchObject({ changed: ['password'], reason: 'password_reset' });
  });

  it('spends its link, and every other that was sent', async () => {
    const { fixture } = await account();
    const [first, second] = [await resetLink(fixture), await resetLink(fixture)];
    await reset(fixture, second);
    for (const token of [first, second]) {
      expect(await refusal(ResetPassword, reset(fixture, token, password))).toBe('link_expired');
    }
  });

  it('of ten at once goes through once', async () => {
    const { fixture } = await account();
    const token = await resetLink(fixture);
    const passwords = Array.from({ length: 10 }, (_, index) => `${password} number ${index}`);
    const results = await Promise.allSettled(passwords.map((chosen) => reset(fixture, token, chosen)));
    const winners = passwords.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(await logsIn(fixture, winners[0] ?? '')).toBe(true);
  });

  it.each([
    [
      'the password was changed',
      async (fixture: UseCaseFixture) => {
        const actor = await signedIn(fixture);
        await fixture.changePassword.execute(
          { currentPassword: password, newPassword: `${otherPassword} too` },
          request(actor),
        );
      },
    ],
    [
      'every session was ended',
      async (fixture: UseCaseFixture, id: string) => fixture.endSessions.execute({ id }, operator),
    ],
    [
      'the account was suspended',
      async (fixture: UseCaseFixture, id: string) => {
        await fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, operator);
      },
    ],
    [
      'the account was suspended and is not any more',
      async (fixture: UseCaseFixture, id: string) => {
        await fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, operator);
        await fixture.reactivateUser.execute({ id, expectedVersion: null }, operator);
      },
    ],
    [
      'the account was deleted',
      async (fixture: UseCaseFixture, id: string) => {
        await fixture.softDeleteUsers.execute({ ids: [id] }, operator);
      },
    ],
    [
      'the account was erased',
      async (fixture: UseCaseFixture, id: string) => {
        await fixture.deleteUser.execute({ id, expectedVersion: null }, operator);
      },
    ],
    ['half an hour is over', async ({ clock }: UseCaseFixture) => clock.advance(passwordResetTtlSeconds)],
  ])('is refused once %s', async (_, happen) => {
    const { fixture, id } = await account();
    const token = await resetLink(fixture);
    await happen(fixture, id);
    const before = structuredClone(fixture.memory.store.users);
    expect(await refusal(ResetPassword, reset(fixture, token))).toBe('link_expired');
    expect(fixture.memory.store.users).toEqual(before);
  });

  it.each([
    ['a log-in', async (fixture: UseCaseFixture) => void (await logIn(fixture))],
    [
      'another name',
      async (fixture: UseCaseFixture, id: string) => {
        await fixture.updateUser.execute({ id, expectedVersion: null, fullName: 'Countess' }, operator);
      },
    ],
  ])('still works after %s', async (_, happen) => {
    const { fixture, id } = await account();
    const token = await resetLink(fixture);
    await happen(fixture, id);
    expect(await reset(fixture, token)).toEqual({ userId: id });
  });

  it('is refused when the account is suspended while the hash is computed', async () => {
    const { fixture, id } = await account();
    const token = await resetLink(fixture);
    const hash = async (text: string) => {
      await fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, operator);
      return fixture.deps.hasher.hash(text);
    };
    const attempt = new ResetPassword({ ...fixture.deps, hasher: { hash } }).execute(
      { token, password: otherPassword },
      request(),
    );
    expect(await refusal(ResetPassword, attempt)).toBe('link_expired');
  });

  it.each(['short', ada.fullName, ada.email])(
    'to the weak password %j is refused, and the link stays',
    async (chosen) => {
      const { fixture } = await account();
      const token = await resetLink(fixture);
      expect(await refusal(ResetPassword, reset(fixture, token, chosen))).toBe('weak_password');
      await reset(fixture, token);
    },
  );

  it('under too many others is refused, and the link stays', async () => {
    const { fixture } = await account();
    const token = await resetLink(fixture);
    const hash = () => Promise.reject(new HashingOverloaded());
    const attempt = new ResetPassword({ ...fixture.deps, hasher: { hash } }).execute(
      { token, password: otherPassword },
      request(),
    );
    expect(await refusal(ResetPassword, attempt)).toBe('overloaded');
    await reset(fixture, token);
  });
});
