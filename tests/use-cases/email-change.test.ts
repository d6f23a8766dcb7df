import { ConfirmEmailChange, RequestEmailChange } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  delegate,
  emailChangeLink,
  holding,
  logIn,
  missingId,
  operator,
  otherPassword,
  password,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { account, changeEmail, confirm, lovelace } from '../support/email-changes.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import {
  emailChangeTtlSeconds,
  emailReversalTtlSeconds,
  request,
  type UseCaseFixture,
} from '../support/use-case-fixture.ts';

describe('a request for another address', () => {
  it('changes nothing; the link goes to the new one, without a word of whoever asked', async () => {
    const { fixture, id, self } = await account();
    const token = await emailChangeLink(fixture, self, lovelace);
    expect(fixture.user(id)).toMatchObject({ email: ada.email, version: 2 });
    expect(fixture.mailer.sent.at(-1)).toMatchObject({ template: 'confirm_email_change', to: lovelace, fullName: '' });
    const event = fixture.memory.store.outbox.at(-1);
    expect(event).toMatchObject({
      type: 'user.verification_token.created',
      data: { purpose: 'email_change', email: lovelace },
    });
    expect(JSON.stringify(event?.data)).not.toContain(token);
  });

  it('is answered alike when the address is taken: its owner is told, and gets no link', async () => {
    const { fixture, self } = await account();
    await activeAccount(fixture, { ...ada, email: lovelace });
    const input = { id: self.id, email: lovelace, currentPassword: password };
    expect(await fixture.requestEmailChange.execute(input, request(self))).toBeUndefined();
    await fixture.work();
    expect(fixture.mailsTo(lovelace)).toEqual(['verify_email', 'already_registered']);
  });

  // Each account may ask ten times an hour, and anybody may make accounts.
  it('tells the owner of a taken address once, however many accounts ask for it', async () => {
    const { fixture } = await account();
    await activeAccount(fixture, { ...ada, email: lovelace });
    for (const name of ['one', 'two', 'three']) {
      const person = { ...ada, email: `${name}@example.org` };
      await activeAccount(fixture, person);
      const self = await signedIn(fixture, person);
      const input = { id: self.id, email: lovelace, currentPassword: password };
      await fixture.requestEmailChange.execute(input, request(self));
      await fixture.work();
    }
    expect(fixture.mailsTo(lovelace)).toEqual(['verify_email', 'already_registered']);
  });

  it('for the address that it has is silence', async () => {
    const { fixture, self } = await account();
    const sent = fixture.mailer.sent.length;
    await fixture.requestEmailChange.execute(
      { id: self.id, email: ada.email, currentPassword: password },
      request(self),
    );
    await fixture.work();
    expect(fixture.mailer.sent).toHaveLength(sent);
  });

  it('for another needs no password, but the permission', async () => {
    const { fixture, id } = await account();
    const manager = request(await delegate(fixture, ['users:read', 'users:write']));
    await fixture.requestEmailChange.execute({ id, email: lovelace, currentPassword: null }, manager);
    await fixture.work();
    expect(fixture.links(lovelace, 'confirm_email_change')).toHaveLength(1);
  });

  it.each([
    ['wrong_password', null],
    ['wrong_password', ''],
    ['wrong_password', 'a wrong guess at it'],
  ])('is refused as %s to the owner who says %j', async (code, currentPassword) => {
    const { fixture, self } = await account();
    const attempt = fixture.requestEmailChange.execute(
      { id: self.id, email: lovelace, currentPassword },
      request(self),
    );
    expect(await refusal(RequestEmailChange, attempt)).toBe(code);
    expect(await fixture.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
  });

  it.each([
    ['not_authenticated', anonymous],
    ['user_not_found', holding()],
    ['forbidden', holding('users:read')],
  ] as const)('is refused as %s to others', async (code, actor) => {
    const { fixture, id } = await account();
    const input = { id, email: lovelace, currentPassword: password };
    expect(await refusal(RequestEmailChange, fixture.requestEmailChange.execute(input, request(actor)))).toBe(code);
  });

  it.each(['pending', 'suspended', 'deleted'] as const)('is refused while the account is %s', async (status) => {
    const { fixture, id } = await account();
    fixture.alter(id, () => ({ status }));
    const attempt = fixture.requestEmailChange.execute({ id, email: lovelace, currentPassword: null }, operator);
    expect(await refusal(RequestEmailChange, attempt)).toBe('wrong_state');
  });

  it('is refused for what is no address, and for nobody', async () => {
    const { fixture, id } = await account();
    const of = (input: { id: string; email: string }) =>
      refusal(RequestEmailChange, fixture.requestEmailChange.execute({ ...input, currentPassword: null }, operator));
    expect(await of({ id, email: 'lovelace' })).toBe('invalid_email');
    expect(await of({ id: missingId, email: lovelace })).toBe('user_not_found');
  });

  it('to nobody in particular reads nothing', async () => {
    const { fixture, id } = await account();
    const { ports, calls } = recordCalls(fixture.deps);
    const attempt = new RequestEmailChange(ports).execute(
      { id, email: lovelace, currentPassword: null },
      request(anonymous),
    );
    expect(await refusal(RequestEmailChange, attempt)).toBe('not_authenticated');
    expect(calls).toEqual([]);
  });
});

describe('a change of address', () => {
  it('changes it, verifies it, ends every session, and tells the old one who is new and how to undo it', async () => {
    const { fixture, id, self } = await account();
    const session = await logIn(fixture);
    const token = await emailChangeLink(fixture, self, lovelace);
    fixture.clock.advance(60);
    expect(await confirm(fixture, token)).toEqual({ userId: id });
    expect(fixture.user(id)).toMatchObject({ email: lovelace, emailVerifiedAt: fixture.clock.now(), version: 3 });
    expect((await fixture.bearer(session.accessToken)).kind).toBe('anonymous');
    const data = { email: lovelace, changed: ['email'], reason: 'email_changed' };
    expect(fixture.memory.store.outbox.at(-1)).toMatchObject({ type: 'user.updated', data });
    await fixture.work();
    expect(fixture.mailer.sent.at(-1)).toMatchObject({
      ...{ template: 'email_changed', to: ada.email, newEmail: lovelace, fullName: ada.fullName },
      expiresAt: new Date(fixture.clock.now().getTime() + emailReversalTtlSeconds * 1000),
    });
    await logIn(fixture, { ...ada, email: lovelace });
    await expect(logIn(fixture)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  it('keeps no secret of the way back: only its digest', async () => {
    const { fixture } = await account();
    const token = await changeEmail(fixture, ada.email, lovelace);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(everything(fixture)).not.toContain(token);
  });

  it('happens once, and every other link that was on its way is dead', async () => {
    const { fixture, self } = await account();
    const reset = await resetLink(fixture);
    const token = await emailChangeLink(fixture, self, lovelace);
    await confirm(fixture, token);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, token))).toBe('link_expired');
    await expect(
      fixture.resetPassword.execute({ token: reset, password: otherPassword }, request()),
    ).rejects.toMatchObject({
      code: 'link_expired',
    });
  });

  it.each([
    ['its day is over', async ({ clock }: UseCaseFixture) => clock.advance(emailChangeTtlSeconds)],
    [
      'the owner ended every session',
      async (fixture: UseCaseFixture, id: string) => fixture.endSessions.execute({ id }, operator),
    ],
    [
      'the account was suspended',
      async (fixture: UseCaseFixture, id: string) => {
        await fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, operator);
      },
    ],
  ])('is refused once %s', async (_, happen) => {
    const { fixture, id, self } = await account();
    const token = await emailChangeLink(fixture, self, lovelace);
    await happen(fixture, id);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, token))).toBe('link_expired');
    expect(fixture.user(id).email).toBe(ada.email);
  });

  it('is refused when somebody has taken the address in between', async () => {
    const { fixture, id, self } = await account();
    const token = await emailChangeLink(fixture, self, lovelace);
    await activeAccount(fixture, { ...ada, email: lovelace });
    expect(await refusal(ConfirmEmailChange, confirm(fixture, token))).toBe('email_taken');
    expect(fixture.user(id)).toMatchObject({ email: ada.email, version: 2 });
    expect(fixture.mailsTo(ada.email)).not.toContain('email_changed');
  });
});

function everything({ memory: { store } }: UseCaseFixture): string {
  return JSON.stringify(Object.values(store), (_, value: unknown) => {
    if (value instanceof Map) return [...value];
    return typeof value === 'bigint' ? String(value) : value;
  });
}
