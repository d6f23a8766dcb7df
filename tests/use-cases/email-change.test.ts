import { ConfirmEmailChange, RequestEmailChange, RevertEmailChange } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
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
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import {
  emailChangeTtlSeconds,
  emailReversalTtlSeconds,
  request,
  type UseCaseFixture,
  useCaseFixture,
} from '../support/use-case-fixture.ts';

const lovelace = 'lovelace@example.org';
const thief = 'thief@example.org';

async function account() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id, self: await signedIn(fixture) };
}

const confirm = ({ confirmEmailChange }: UseCaseFixture, token: string) =>
  confirmEmailChange.execute({ token }, request());
const revert = ({ revertEmailChange }: UseCaseFixture, token: string) =>
  revertEmailChange.execute({ token }, request());

/** Changes the address of whoever can log in by `from`. @returns the link in the mail to the old one */
async function changeEmail(fixture: UseCaseFixture, from: string, to: string): Promise<string> {
  fixture.clock.advance(60);
  const self = await signedIn(fixture, { ...ada, email: from });
  await confirm(fixture, await emailChangeLink(fixture, self, to));
  await fixture.work();
  return fixture.links(from, 'email_changed').at(-1) ?? '';
}

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
    const manager = request(holding('users:read', 'users:write'));
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
    const [first, second] = [
      await emailChangeLink(fixture, self, lovelace),
      await emailChangeLink(fixture, self, thief),
    ];
    await confirm(fixture, first);
    for (const token of [first, second])
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

describe('the way back', () => {
  it('returns the address, and ends the sessions and the password, for a thief may know it', async () => {
    const { fixture, id } = await account();
    const token = await changeEmail(fixture, ada.email, thief);
    const stolen = await logIn(fixture, { ...ada, email: thief });
    expect(await revert(fixture, token)).toEqual({ userId: id });
    expect(fixture.user(id)).toMatchObject({ email: ada.email, passwordHash: null, status: 'active' });
    expect((await fixture.bearer(stolen.accessToken)).kind).toBe('anonymous');
    for (const email of [ada.email, thief]) {
      await expect(logIn(fixture, { ...ada, email })).rejects.toMatchObject({ code: 'invalid_credentials' });
    }
    expect(fixture.memory.store.outbox.at(-1)?.data).toMatchObject({ email: ada.email, reason: 'email_reverted' });
    await fixture.resetPassword.execute({ token: await resetLink(fixture), password: otherPassword }, request());
    await logIn(fixture, { ...ada, password: otherPassword });
  });

  it('works although the thief ended every session and changed the password', async () => {
    const { fixture, id } = await account();
    const token = await changeEmail(fixture, ada.email, thief);
    await fixture.endSessions.execute({ id }, operator);
    const actor = await signedIn(fixture, { ...ada, email: thief });
    await fixture.changePassword.execute({ currentPassword: password, newPassword: otherPassword }, request(actor));
    await revert(fixture, token);
    expect(fixture.user(id)).toMatchObject({ email: ada.email, passwordHash: null });
  });

  it('wins after two changes, and the thief’s own way back is void with it', async () => {
    const { fixture, id } = await account();
    const owners = await changeEmail(fixture, ada.email, thief);
    const thiefs = await changeEmail(fixture, thief, 'thief-too@example.org');
    await revert(fixture, owners);
    expect(fixture.user(id).email).toBe(ada.email);
    expect(await refusal(RevertEmailChange, revert(fixture, thiefs))).toBe('link_expired');
    expect(fixture.user(id).email).toBe(ada.email);
  });

  it('is not spent by the thief who takes a second change back', async () => {
    const { fixture, id } = await account();
    const owners = await changeEmail(fixture, ada.email, thief);
    const thiefs = await changeEmail(fixture, thief, 'thief-too@example.org');
    await revert(fixture, thiefs);
    expect(fixture.user(id).email).toBe(thief);
    await revert(fixture, owners);
    expect(fixture.user(id).email).toBe(ada.email);
  });

  it('works once', async () => {
    const { fixture } = await account();
    const token = await changeEmail(fixture, ada.email, lovelace);
    await revert(fixture, token);
    expect(await refusal(RevertEmailChange, revert(fixture, token))).toBe('link_expired');
  });

  it.each([
    ['after its seven days', async ({ clock }: UseCaseFixture) => clock.advance(emailReversalTtlSeconds)],
    [
      'for an erased account',
      async (fixture: UseCaseFixture, id: string) =>
        fixture.deleteUser.execute({ id, expectedVersion: null }, operator),
    ],
  ])('is refused %s', async (_, happen) => {
    const { fixture, id } = await account();
    const token = await changeEmail(fixture, ada.email, lovelace);
    await happen(fixture, id);
    expect(await refusal(RevertEmailChange, revert(fixture, token))).toBe('link_expired');
  });

  it('is no link to a new address, nor the other way round', async () => {
    const { fixture, self } = await account();
    const forward = await emailChangeLink(fixture, self, lovelace);
    expect(await refusal(RevertEmailChange, revert(fixture, forward))).toBe('link_expired');
    await confirm(fixture, forward);
    await fixture.work();
    const [back = ''] = fixture.links(ada.email, 'email_changed');
    expect(await refusal(ConfirmEmailChange, confirm(fixture, back))).toBe('link_expired');
  });
});

describe('the old address', () => {
  it('is kept while the way back lives: nobody registers, invites or moves to it', async () => {
    const { fixture, id } = await account();
    const token = await changeEmail(fixture, ada.email, lovelace);
    await fixture.registerUser.execute(ada, request());
    await fixture.work();
    expect(fixture.userWith(ada.email)).toBeUndefined();
    expect(await fixture.deps.tasks.count()).toEqual({ waiting: 0, parked: 0 });
    const invitation = { email: ada.email, fullName: 'Ada', locale: 'en', metadata: {}, roles: ['user'] };
    await expect(fixture.createUser.execute(invitation, operator)).rejects.toMatchObject({ code: 'email_taken' });
    const eve = { ...ada, email: 'eve@example.org' };
    await activeAccount(fixture, eve);
    const link = await emailChangeLink(fixture, await signedIn(fixture, eve), ada.email);
    expect(await refusal(ConfirmEmailChange, confirm(fixture, link))).toBe('email_taken');
    await revert(fixture, token);
    expect(fixture.user(id).email).toBe(ada.email);
  });

  it('is not kept from the user itself', async () => {
    const { fixture, id } = await account();
    await changeEmail(fixture, ada.email, lovelace);
    await changeEmail(fixture, lovelace, ada.email);
    expect(fixture.user(id).email).toBe(ada.email);
  });

  it('is free again afterwards', async () => {
    const { fixture } = await account();
    await changeEmail(fixture, ada.email, lovelace);
    fixture.clock.advance(emailReversalTtlSeconds);
    expect((await activeAccount(fixture)).id).not.toBe(fixture.userWith(lovelace)?.id);
  });
});

function everything({ memory: { store } }: UseCaseFixture): string {
  return JSON.stringify(Object.values(store), (_, value: unknown) => {
    if (value instanceof Map) return [...value];
    return typeof value === 'bigint' ? String(value) : value;
  });
}
