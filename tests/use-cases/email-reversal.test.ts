import { ConfirmEmailChange, RevertEmailChange } from '@users/application';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  emailChangeLink,
  logIn,
  operator,
  otherPassword,
  password,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { account, changeEmail, confirm, lovelace, revert, thief } from '../support/email-changes.ts';
import { refusal } from '../support/refusal.ts';
import { emailReversalTtlSeconds, request, type UseCaseFixture } from '../support/use-case-fixture.ts';

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
