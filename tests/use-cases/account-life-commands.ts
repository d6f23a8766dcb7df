import { type Arbitrary, constantFrom, option, tuple } from 'fast-check';
import { expect } from 'vitest';
import { request } from '../support/use-case-fixture.ts';
import { type AccountCommand, command, ok, outcomeOf, pick, system } from './account-command.ts';
import type { Account, Outcome } from './account-facts.ts';
import type { AccountModel } from './account-model.ts';

const passwords = constantFrom('correct horse battery', 'purple monkey dishwasher', 'nine lives of one cat');
const emails = constantFrom('ada@example.org', 'ada@example.org', 'eve@example.org');
const recent = constantFrom(0, 0, 0, 1, 2);

const requestReset = emails.map((email) =>
  command(`ask for a new password of ${email}`, async (model, { fixture }) => {
    const link = model.requestReset(email);
    const before = fixture.links(email, 'password_reset').length;
    await fixture.requestPasswordReset.execute({ email }, request());
    await fixture.work();
    const links = fixture.links(email, 'password_reset');
    expect(links.length - before).toBe(link === null ? 0 : 1);
    if (link !== null) link.token = links.at(-1) ?? '';
  }),
);

const reset = tuple(recent, passwords).map(([index, password]) =>
  command(`follow reset link ${index} with "${password}"`, async (model, { fixture }) => {
    const link = pick(model.resetLinks, index);
    if (link === undefined) return;
    const expected = model.reset(link, password);
    const attempt = fixture.resetPassword.execute({ token: link.token, password }, request());
    expect(await outcomeOf(ok(attempt))).toBe(expected);
  }),
);

const changePassword = tuple(recent, option(passwords, { freq: 2 }), passwords).map(([index, guess, newPassword]) =>
  command(`change the password in session ${index} from ${guess ?? 'the right one'}`, async (model, { fixture }) => {
    const session = pick(model.sessions, index);
    if (session === undefined) return;
    const actor = await fixture.bearer(session.accessToken);
    const currentPassword = guess ?? session.account.words.password;
    const expected = model.changePassword(session, currentPassword, newPassword);
    const attempt = fixture.changePassword.execute({ currentPassword, newPassword }, request(actor));
    expect(await outcomeOf(ok(attempt))).toBe(expected);
    if (expected !== 'ok') return;
    const { accessToken, refreshToken } = await attempt;
    model.succeeded(session, refreshToken, accessToken);
  }),
);

const suspend = administer('suspend', {
  expected: (model, account) => model.suspend(account),
  attempt: ({ suspendUser }, { id }) => suspendUser.execute({ id, reason: 'model', expectedVersion: null }, system),
});

const reactivate = administer('reactivate', {
  expected: (model, account) => model.reactivate(account),
  attempt: ({ reactivateUser }, { id }) => reactivateUser.execute({ id, expectedVersion: null }, system),
});

const softDelete = administer('soft-delete', {
  expected: (model, account) => model.softDelete(account),
  attempt: async ({ softDeleteUsers }, { id }) => {
    const [result] = await softDeleteUsers.execute({ ids: [id] }, system);
    if (result?.error) throw result.error;
  },
});

const restore = administer('restore', {
  expected: (model, account) => model.restore(account),
  attempt: ({ restoreUser }, { id }) => restoreUser.execute({ id, expectedVersion: null }, system),
});

const erase = administer('erase', {
  expected: (model, account) => {
    model.erase(account);
    return 'ok';
  },
  attempt: ({ deleteUser }, { id }) => deleteUser.execute({ id, expectedVersion: null }, system),
});

const endSessions = administer('end every session of', {
  expected: (model, account) => {
    model.endSessions(account);
    return 'ok';
  },
  attempt: ({ endSessions: useCase }, { id }) => useCase.execute({ id }, system),
});

/** What happens to an account beside its registration and its sessions; what destroys comes seldom. */
export const lifeCommands: Arbitrary<AccountCommand>[] = [
  ...[requestReset, reset, reset, changePassword],
  ...[suspend, reactivate, reactivate, softDelete, restore, restore, endSessions, erase],
];

type Fixture = Parameters<AccountCommand['run']>[1]['fixture'];

/** One step of an operator on the account of some address, when there is one. */
function administer(
  verb: string,
  by: {
    readonly expected: (model: AccountModel, account: Account) => Outcome;
    readonly attempt: (fixture: Fixture, account: Account) => Promise<unknown>;
  },
): Arbitrary<AccountCommand> {
  return emails.map((email) =>
    command(`${verb} ${email}`, async (model, { fixture }) => {
      const account = model.accounts.get(email);
      if (account === undefined) return;
      const expected = by.expected(model, account);
      expect(await outcomeOf(ok(by.attempt(fixture, account)))).toBe(expected);
      // Notices go out before the next step, so that it finds an empty queue.
      await fixture.work();
    }),
  );
}
