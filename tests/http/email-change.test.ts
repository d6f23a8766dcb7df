import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { emailChangeLink, mailedToken, resetLink, reversalLink } from '../support/http-links.ts';
import { ada, delegate, type People, people } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const moved = 'moved@example.org';
const ask = (json: object, token = who.ada.accessToken, id = who.ada.id) =>
  on.send('POST', `/users/${id}/email-change`, { token, json });
const confirm = (token: string) => on.send('POST', '/auth/confirm-email-change', { json: { token } });
const revert = (token: string) => on.send('POST', '/auth/revert-email-change', { json: { token } });
const logIn = (email: string, password = ada.password) => on.send('POST', '/auth/login', { json: { email, password } });

describe('a change of address', () => {
  it('is made by the link in the mail to the new one; every session ends, the old one is told', async () => {
    const asked = await ask({ email: moved, current_password: ada.password });
    expect(asked.status).toBe(202);
    expect(on.user(who.ada.id).email).toBe(ada.email);
    const token = await mailedToken(on, moved, 'confirm_email_change');
    expect(await confirm(token)).toMatchObject({ status: 200, json: { user_id: who.ada.id } });
    expect(on.user(who.ada.id).email).toBe(moved);
    expect((await on.send('GET', '/users/me', { token: who.ada.accessToken })).status).toBe(401);
    expect((await logIn(moved)).status).toBe(200);
    await on.work();
    expect(on.mailsTo(ada.email)).toContain('email_changed');
    expect(await confirm(token)).toMatchObject({ status: 410, json: { code: 'link_expired' } });
  });

  it('of oneself takes the current password, a token does not do', async () => {
    for (const json of [{ email: moved }, { email: moved, current_password: 'not the right password' }]) {
      const answer = await ask(json);
      expect(answer).toMatchObject({
        status: 422,
        json: { code: 'wrong_password', errors: [{ pointer: '/current_password' }] },
      });
    }
    const delegated = await delegate(on, who.admin, ['users:read', 'users:write']);
    expect((await ask({ email: moved }, delegated.accessToken, delegated.id)).json.code).toBe('wrong_password');
    expect((await ask({ email: moved }, delegated.accessToken)).status).toBe(202);
  });

  it('does not tell whether the new one belongs to somebody', async () => {
    const free = await ask({ email: moved, current_password: ada.password });
    const taken = await ask({ email: who.grace.email, current_password: ada.password });
    expect([taken.status, taken.text]).toEqual([free.status, free.text]);
    await on.work();
    expect(on.mailsTo(who.grace.email)).not.toContain('confirm_email_change');
  });

  it('to one that somebody took meanwhile is refused when it is confirmed', async () => {
    const token = await emailChangeLink(on, who.ada, moved);
    const json = { email: moved, full_name: 'Quick' };
    await on.send('POST', '/users', { token: who.admin.accessToken, json });
    expect(await confirm(token)).toMatchObject({ status: 409, json: { code: 'email_taken' } });
    expect(on.user(who.ada.id).email).toBe(ada.email);
  });

  it('dies with the sessions', async () => {
    const token = await emailChangeLink(on, who.ada, moved);
    await on.send('DELETE', `/users/${who.ada.id}/sessions`, { token: who.ada.accessToken });
    expect((await confirm(token)).status).toBe(410);
  });
});

describe('a change of address that waits', () => {
  const read = async (token: string, target = `/users/${who.ada.id}`) => (await on.send('GET', target, { token })).json;

  it('is shown to the user and to those who may change the address, with a form that cancels it', async () => {
    await ask({ email: moved, current_password: ada.password });
    const waiting = { email: moved, requested_by: 'self' };
    const own = await read(who.ada.accessToken, '/users/me');
    expect(own.pending_email_change).toMatchObject(waiting);
    const manager = await delegate(on, who.admin, ['users:read', 'users:write']);
    expect((await read(manager.accessToken)).pending_email_change).toMatchObject(waiting);
    const reader = await delegate(on, who.admin, ['users:read']);
    expect(await read(reader.accessToken)).toMatchObject({ pending_email_change: null });
    const form = own._templates['users:cancel-email-change'];
    expect(form).toMatchObject({ method: 'DELETE' });
    const { pathname } = new URL(form.target);
    expect((await on.send('DELETE', pathname, { token: who.ada.accessToken })).status).toBe(204);
    const after = await read(who.ada.accessToken, '/users/me');
    expect(after.pending_email_change).toBeNull();
    expect(after._templates).not.toHaveProperty('users:cancel-email-change');
    expect((await confirm(await mailedTokenOrNone(moved))).status).toBe(410);
    const again = await on.send('DELETE', pathname, { token: who.ada.accessToken });
    expect(again).toMatchObject({ status: 409, json: { code: 'wrong_state' } });
  });

  it('leaves the version alone: a change that was read before is still made', async () => {
    await ask({ email: moved, current_password: ada.password });
    const headers = { 'if-match': '"2"' };
    const json = { full_name: 'Ada' };
    expect((await on.send('PATCH', '/users/me', { token: who.ada.accessToken, json, headers })).status).toBe(200);
  });

  it('can be asked for ten times an hour, whatever the addresses', async () => {
    for (let count = 0; count < 10; count += 1) {
      expect((await ask({ email: `new-${count}@example.org`, current_password: ada.password })).status).toBe(202);
    }
    const free = await ask({ email: moved, current_password: ada.password });
    expect(free).toMatchObject({ status: 429, json: { code: 'too_many_requests' } });
    expect(free.headers.get('retry-after')).toBe('3600');
    const taken = await ask({ email: who.grace.email, current_password: ada.password });
    expect(taken.status).toBe(429);
    expect(withoutId(taken.json)).toEqual(withoutId(free.json));
  });
});

const withoutId = ({ request_id: _, instance: __, ...rest }: Record<string, unknown>) => rest;

/** The last token that was mailed there; one that nobody knows when none was. */
async function mailedTokenOrNone(email: string): Promise<string> {
  await on.work();
  return on.links(email, 'confirm_email_change').at(-1) ?? 'x'.repeat(43);
}

describe('a change that a manager asked for', () => {
  it('is refused, and its page says whom to ask, once the manager was suspended', async () => {
    const manager = await delegate(on, who.admin, ['users:read', 'users:write']);
    await ask({ email: moved }, manager.accessToken);
    const token = await mailedToken(on, moved, 'confirm_email_change');
    const json = { reason: 'Fraud.' };
    const ended = await on.send('POST', `/users/${manager.id}/suspend`, { token: who.admin.accessToken, json });
    expect(ended.headers.get('ended-links')).toBe('1');
    expect(await confirm(token)).toMatchObject({ status: 410, json: { code: 'link_not_authorized' } });
    const headers = { accept: 'text/html' };
    const page = await on.send('GET', `/auth/confirm-email-change?token=${token}`, { headers });
    expect(page.status).toBe(410);
    expect(page.text).toContain('Write to an administrator of the service');
    expect(on.user(who.ada.id).email).toBe(ada.email);
  });

  it('can be undone by the owner, and the undo be voided by another administrator alone', async () => {
    const manager = await delegate(on, who.admin, ['users:read', 'users:write']);
    await ask({ email: moved }, manager.accessToken);
    await confirm(await mailedToken(on, moved, 'confirm_email_change'));
    const undo = await mailedToken(on, ada.email, 'email_changed');
    const voided = (token: string) => on.send('DELETE', `/users/${who.ada.id}/email-undo`, { token });
    expect(await voided(manager.accessToken)).toMatchObject({ status: 409, json: { code: 'own_email_change' } });
    expect((await voided(who.admin.accessToken)).status).toBe(204);
    expect((await revert(undo)).status).toBe(410);
  });
});

describe('the way back', () => {
  it('returns the address, and ends every session and the password', async () => {
    const token = await reversalLink(on, who.ada, moved);
    const thief = (await logIn(moved)).json.access_token;
    const done = await revert(token);
    expect(done).toMatchObject({ status: 200, json: { user_id: who.ada.id } });
    expect(Object.keys(done.json._templates)).toEqual(['users:request-password-reset']);
    expect(on.user(who.ada.id).email).toBe(ada.email);
    expect((await on.send('GET', '/users/me', { token: thief })).status).toBe(401);
    expect((await logIn(ada.email)).status).toBe(401);
    const json = { token: await resetLink(on, ada.email), password: 'a password that is new' };
    expect((await on.send('POST', '/auth/reset-password', { json })).status).toBe(200);
    expect((await revert(token)).status).toBe(410);
  });

  it('keeps the old address while it lives', async () => {
    await reversalLink(on, who.ada, moved);
    const json = { email: ada.email, full_name: 'Squatter' };
    const answer = await on.send('POST', '/users', { token: who.admin.accessToken, json });
    expect(answer.json.code).toBe('email_taken');
    on.clock.advance(7 * 86_400);
    const { accessToken: token } = { accessToken: (await logIn(who.admin.email)).json.access_token };
    expect((await on.send('POST', '/users', { token, json })).status).toBe(201);
  });
});
