import { type Arbitrary, constantFrom, tuple } from 'fast-check';
import { request } from '../support/use-case-fixture.ts';
import { type AccountCommand, type AccountSystem, command, system } from './account-command.ts';
import type { AccountModel } from './account-model.ts';

const emails = constantFrom('ada@example.org', 'ada@example.org', 'eve@example.org');
const beforehand = constantFrom('nothing', 'nothing', 'soft-delete', 'resend');

/**
 * Housekeeping just before the end of an account, or at it: the only moments at which it could be wrong. Beforehand the
 * account may be hidden, or get one more link at the last moment.
 */
const housekeep = tuple(emails, constantFrom(-1, -1, 0), beforehand).map(([email, offset, first]) =>
  command(`do the housekeeping ${offset} s from the end of ${email}, ${first} before`, async (model, on) => {
    const { fixture } = on;
    const account = model.accounts.get(email);
    if (first === 'soft-delete' && account !== undefined && model.softDelete(account) === 'ok') {
      await fixture.softDeleteUsers.execute({ ids: [account.id] }, system);
    }
    if (first === 'resend' && account?.status === 'pending') {
      waitForEnd(model, on, email, -1);
      const link = model.resend(email);
      await fixture.resendVerification.execute({ email }, request());
      await fixture.work();
      if (link !== null) link.token = fixture.links(email).at(-1) ?? '';
    }
    waitForEnd(model, on, email, offset);
    model.housekeep();
    await fixture.housekeep();
  }),
);

export const endCommands: Arbitrary<AccountCommand>[] = [housekeep, housekeep, housekeep];

/** Not at all when it is past, or the account has no end. */
function waitForEnd(model: AccountModel, { fixture }: AccountSystem, email: string, offset: number): void {
  const account = model.accounts.get(email);
  const end = account === undefined ? null : model.endOf(account);
  const seconds = Math.max(0, (end ?? model.now) + offset - model.now);
  model.now += seconds;
  fixture.clock.advance(seconds);
}
