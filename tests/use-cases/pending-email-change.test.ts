/**
 * A mistyped new address handed the account to a stranger, even after it was corrected: the first link went on working.
 */
import { CancelEmailChange, ConfirmEmailChange, RequestEmailChange } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { noFilter } from '../contracts/samples.ts';
import { activeAccount, ada, delegate, emailChangeLink, holding, operator, password } from '../support/accounts.ts';
import { account, confirm, lovelace, thief } from '../support/email-changes.ts';
import { refusal } from '../support/refusal.ts';
import { emailChangeTtlSeconds, request, type UseCaseFixture } from '../support/use-case-fixture.ts';

type Asker = Awaited<ReturnType<typeof account>>['self'];

const ask = (fixture: UseCaseFixture, self: Asker, email: string) =>
  fixture.requestEmailChange.execute({ id: self.id, email, currentPassword: password }, request(self));

const shown = async (fixture: UseCaseFixture, id: string, actor: Asker | typeof operator.actor) =>
  (await fixture.getUser.execute({ id }, request(actor))).user.emailChange;

describe('a newer request', () => {
  it('ends the link of an older one, also before either was followed', async () => {
    const { fixture, id, self } = await account();
    const mistyped = await emailChangeLink(fixture, self, thief);
    const right = await emailChangeLink(fixture, self, lovelace);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, mistyped))).toBe('link_expired');
    await confirm(fixture, right);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, mistyped))).toBe('link_expired');
    expect(fixture.user(id).email).toBe(lovelace);
  });

  it('ends one that an administrator made, and the other way round', async () => {
    const { fixture, id, self } = await account();
    await fixture.requestEmailChange.execute({ id, email: thief, currentPassword: null }, operator);
    await fixture.work();
    const theirs = fixture.links(thief, 'confirm_email_change').at(-1) ?? '';
    const own = await emailChangeLink(fixture, self, lovelace);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, theirs))).toBe('link_expired');
    await fixture.requestEmailChange.execute({ id, email: 'third@example.org', currentPassword: null }, operator);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, own))).toBe('link_expired');
  });

  it('is not mailed by a task that was overtaken', async () => {
    const { fixture, self } = await account();
    await ask(fixture, self, thief);
    await ask(fixture, self, lovelace);
    await fixture.work();
    expect(fixture.mailsTo(thief)).toEqual([]);
    expect(fixture.mailsTo(lovelace)).toEqual(['confirm_email_change']);
  });

  it('for the same address within a minute is a repeat: one mail, whose link works', async () => {
    const { fixture, id, self } = await account();
    const token = await emailChangeLink(fixture, self, lovelace);
    fixture.clock.advance(59);
    await ask(fixture, self, lovelace);
    await fixture.work();
    expect(fixture.mailsTo(lovelace)).toEqual(['confirm_email_change']);
    expect(await confirm(fixture, token)).toEqual({ userId: id });
  });

  it('for the same address later on makes a new link', async () => {
    const { fixture, self } = await account();
    const first = await emailChangeLink(fixture, self, lovelace);
    fixture.clock.advance(60);
    const second = await emailChangeLink(fixture, self, lovelace);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, first))).toBe('link_expired');
    await confirm(fixture, second);
  });
});

describe('a change that waits', () => {
  it('is shown to the user and to whoever may change the address, and to nobody else', async () => {
    const { fixture, id, self } = await account();
    const requestedAt = fixture.clock.now();
    await ask(fixture, self, lovelace);
    const expiresAt = new Date(requestedAt.getTime() + emailChangeTtlSeconds * 1000);
    const waiting = { email: lovelace, requestedBy: 'self', requestedAt, expiresAt };
    expect(await shown(fixture, id, self)).toEqual(waiting);
    expect(await shown(fixture, id, await delegate(fixture, ['users:read', 'users:write']))).toEqual(waiting);
    expect(await shown(fixture, id, await delegate(fixture, ['users:read']))).toBeNull();
    const page = { limit: 200, cursor: null, sort: null, filter: noFilter, includeTotal: false };
    const listed = await fixture.listUsers.execute(page, request(await delegate(fixture, ['users:read'])));
    expect(listed.items.map(({ user }) => user.emailChange)).toEqual(listed.items.map(() => null));
  });

  it.each([
    ['is over', async (fixture: UseCaseFixture) => fixture.clock.advance(emailChangeTtlSeconds)],
    [
      'was confirmed',
      async (fixture: UseCaseFixture) => {
        await fixture.work();
        await confirm(fixture, fixture.links(lovelace, 'confirm_email_change').at(-1) ?? '');
      },
    ],
    ['lost its epoch', async (fixture: UseCaseFixture, id: string) => fixture.endSessions.execute({ id }, operator)],
  ])('is shown no more once it %s', async (_, happen) => {
    const { fixture, id, self } = await account();
    await ask(fixture, self, lovelace);
    await happen(fixture, id);
    expect(await shown(fixture, id, operator.actor)).toBeNull();
  });

  it.each(['by the user', 'by an administrator'] as const)('can be cancelled %s: its link is dead', async (who) => {
    const { fixture, id, self } = await account();
    const token = await emailChangeLink(fixture, self, lovelace);
    await fixture.cancelEmailChange.execute({ id }, who === 'by the user' ? request(self) : operator);
    expect(await shown(fixture, id, self)).toBeNull();
    expect(await refusal(ConfirmEmailChange, confirm(fixture, token))).toBe('link_expired');
    expect(fixture.memory.store.audit.at(-1)).toMatchObject({
      ...{ action: 'user.cancel_email_change', subject: id, detail: { email_change: 'cancelled' } },
    });
  });

  it('can be cancelled by the user when an administrator asked for it', async () => {
    const { fixture, id, self } = await account();
    await fixture.requestEmailChange.execute({ id, email: thief, currentPassword: null }, operator);
    await fixture.work();
    expect(await shown(fixture, id, self)).toMatchObject({ email: thief, requestedBy: 'system' });
    await fixture.cancelEmailChange.execute({ id }, request(self));
    const token = fixture.links(thief, 'confirm_email_change').at(-1) ?? '';
    expect(await refusal(ConfirmEmailChange, confirm(fixture, token))).toBe('link_expired');
  });

  it('is not mailed when it was cancelled before its task ran', async () => {
    const { fixture, id, self } = await account();
    await ask(fixture, self, lovelace);
    await fixture.cancelEmailChange.execute({ id }, request(self));
    await fixture.work();
    expect(fixture.mailsTo(lovelace)).toEqual([]);
  });

  it('is cancelled by nobody who may not change the address, and only while it waits', async () => {
    const { fixture, id, self } = await account();
    const refused = (actor: Parameters<typeof request>[0]) =>
      refusal(CancelEmailChange, fixture.cancelEmailChange.execute({ id }, request(actor)));
    expect(await refused(self)).toBe('wrong_state');
    await ask(fixture, self, lovelace);
    expect(await refused(anonymous)).toBe('not_authenticated');
    expect(await refused(holding())).toBe('user_not_found');
    expect(await refused(holding('users:read'))).toBe('forbidden');
  });

  // Whether an address is taken must not be seen by asking for it.
  it('looks alike, is cancelled alike and lapses alike whether the address is free or taken', async () => {
    const { fixture, id, self } = await account();
    await activeAccount(fixture, { ...ada, email: thief });
    const seen: unknown[] = [];
    for (const email of [lovelace, thief]) {
      fixture.clock.advance(60);
      const at = fixture.clock.now().getTime();
      await ask(fixture, self, email);
      await fixture.work();
      const waiting = await shown(fixture, id, self);
      if (waiting === null) throw new Error('nothing waits');
      const after = (date: Date) => date.getTime() - at;
      const cancel = async () => fixture.cancelEmailChange.execute({ id }, request(self));
      seen.push({
        ...{ requestedBy: waiting.requestedBy, own: waiting.email === email },
        ...{ requested: after(waiting.requestedAt), expires: after(waiting.expiresAt) },
        ...{ cancelled: await cancel(), afterwards: await shown(fixture, id, self) },
      });
    }
    expect(seen[0]).toEqual(seen[1]);
  });
});

describe('more than ten requests an hour', () => {
  const addresses = (count: number) => Array.from({ length: count }, (_, index) => `new-${index}@example.org`);

  it.each(['free', 'taken'] as const)('are refused, also for a %s address', async (eleventh) => {
    const { fixture, id, self } = await account();
    await activeAccount(fixture, { ...ada, email: thief });
    for (const email of addresses(10)) await ask(fixture, self, email);
    const before = fixture.user(id).emailChange;
    const attempt = ask(fixture, self, eleventh === 'free' ? lovelace : thief);
    await expect(attempt).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 3600 });
    expect(await refusal(RequestEmailChange, attempt)).toBe('too_many_requests');
    expect(fixture.user(id).emailChange).toEqual(before);
    await fixture.work();
    expect(fixture.mailsTo(lovelace)).toEqual([]);
  });

  it('are counted for each who asks, about each account, and from the start again an hour later', async () => {
    const { fixture, id, self } = await account();
    const manager = await delegate(fixture, ['users:read', 'users:write']);
    for (const email of addresses(10)) await ask(fixture, self, email);
    await fixture.requestEmailChange.execute({ id, email: lovelace, currentPassword: null }, request(manager));
    const other = await activeAccount(fixture, { ...ada, email: 'other@example.org' });
    for (const email of addresses(10)) {
      const input = { id: other.id, email, currentPassword: null };
      await fixture.requestEmailChange.execute(input, request(manager));
    }
    await expect(ask(fixture, self, lovelace)).rejects.toMatchObject({ code: 'too_many_requests' });
    fixture.clock.advance(3600);
    await ask(fixture, await signedInAgain(fixture), lovelace);
  });
});

async function signedInAgain(fixture: UseCaseFixture): Promise<Asker> {
  const { accessToken } = await fixture.logIn.execute({ email: ada.email, password }, request());
  const actor = await fixture.bearer(accessToken);
  if (actor.kind !== 'user') throw new Error('nobody is signed in');
  return actor;
}
