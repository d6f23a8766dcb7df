import { beforeEach, describe, expect, it } from 'vitest';
import { otherPassword } from '../support/accounts.ts';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { invitation, mailedToken, resetLink } from '../support/http-links.ts';
import { ada, type People, people, signIn } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const logIn = async (email: string, password: string) =>
  (await on.send('POST', '/auth/login', { json: { email, password } })).status;
const reset = (json: object) => on.send('POST', '/auth/reset-password', { json });
const readMe = async (token: string) => (await on.send('GET', '/users/me', { token })).status;

function visible({ status, headers, text }: Answer): object {
  return { status, text, headers: Object.fromEntries([...headers].filter(([name]) => name !== 'x-request-id')) };
}

describe('a forgotten password', () => {
  it('is asked for with the same bytes for every address (Zitadel CVE-2024-41952)', async () => {
    const ask = (email: string) => on.send('POST', '/auth/request-password-reset', { json: { email } });
    const known = await ask(ada.email);
    expect(known.status).toBe(202);
    const { email: pending } = await invitation(on, who.admin);
    on.alter(who.grace.id, () => ({ status: 'suspended' }));
    for (const email of ['nobody@example.org', pending, who.grace.email]) {
      expect(visible(await ask(email))).toEqual(visible(known));
    }
    await on.work();
    expect(on.mailsTo(ada.email)).toContain('password_reset');
    for (const email of ['nobody@example.org', pending, who.grace.email]) {
      expect(on.mailsTo(email)).not.toContain('password_reset');
    }
  });

  it('is replaced: every session ends, the link is spent, the owner is told', async () => {
    const token = await resetLink(on, ada.email);
    const done = await reset({ token, password: otherPassword });
    expect(done).toMatchObject({ status: 200, json: { user_id: who.ada.id } });
    expect(done.json._templates['users:login'].target).toBe('https://users.example.com/auth/login');
    expect(await readMe(who.ada.accessToken)).toBe(401);
    expect(await logIn(ada.email, ada.password)).toBe(401);
    expect(await logIn(ada.email, otherPassword)).toBe(200);
    expect(await reset({ token, password: otherPassword })).toMatchObject({
      status: 410,
      json: { code: 'link_expired' },
    });
    await on.work();
    expect(on.mailsTo(ada.email)).toContain('password_changed');
  });

  it('is not replaced by a weak one, and the link lives on', async () => {
    const token = await resetLink(on, ada.email);
    for (const password of ['short', ada.email, ada.fullName.repeat(30)]) {
      const answer = await reset({ token, password });
      expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/password' }] } });
    }
    expect((await reset({ token, password: otherPassword })).status).toBe(200);
  });

  it('a link is good for half an hour, for one purpose (Keycloak CVE-2026-4282), and once (Zitadel CVE-2025-46815)', async () => {
    const token = await resetLink(on, ada.email);
    const elsewhere = { token, password: otherPassword };
    expect((await on.send('POST', '/auth/accept-invitation', { json: elsewhere })).status).toBe(410);
    expect((await on.send('POST', '/auth/verify-email', { json: elsewhere })).status).toBe(410);
    for (const path of ['/auth/confirm-email-change', '/auth/revert-email-change']) {
      expect((await on.send('POST', path, { json: { token } })).status).toBe(410);
    }
    const answers = await Promise.all([1, 2, 3, 4].map(() => reset({ token, password: otherPassword })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410, 410]);
    const late = await resetLink(on, ada.email);
    on.clock.advance(1800);
    expect((await reset({ token: late, password: ada.password })).status).toBe(410);
  });
});

describe('a change of password', () => {
  const change = (json: object, token = who.ada.accessToken) =>
    on.send('POST', '/auth/change-password', { token, json });
  const good = { current_password: ada.password, new_password: otherPassword };

  it('goes on in a session that follows, with new tokens, and ends every one there was', async () => {
    const other = await signIn(on, ada);
    const { status, json } = await change(good);
    expect([status, json.token_type]).toEqual([200, 'Bearer']);
    expect(await readMe(json.access_token)).toBe(200);
    expect((await on.send('POST', '/auth/refresh', { json: { refresh_token: json.refresh_token } })).status).toBe(200);
    expect(await readMe(who.ada.accessToken)).toBe(401);
    expect(await readMe(other.accessToken)).toBe(401);
    for (const refresh_token of [who.ada.refreshToken, other.refreshToken]) {
      expect((await on.send('POST', '/auth/refresh', { json: { refresh_token } })).status).toBe(401);
    }
    const { json: list } = await on.send('GET', `/users/${who.ada.id}/sessions`, { token: json.access_token });
    expect(list._embedded.item).toMatchObject([{ current: true }]);
    expect(await logIn(ada.email, otherPassword)).toBe(200);
    expect(await mailed()).toContain('password_changed');
  });

  it('needs the current one, and a good new one; says which field is wrong', async () => {
    const wrong = await change({ ...good, current_password: 'not the right password' });
    expect(wrong).toMatchObject({
      status: 422,
      json: { code: 'wrong_password', errors: [{ pointer: '/current_password' }] },
    });
    for (const password of ['short', ada.email, ada.fullName]) {
      const weak = await change({ ...good, new_password: password });
      expect(weak).toMatchObject({
        status: 422,
        json: { code: 'weak_password', errors: [{ pointer: '/new_password' }] },
      });
    }
    expect(await readMe(who.ada.accessToken)).toBe(200);
  });

  it('ends reset links that were under way', async () => {
    const token = await resetLink(on, ada.email);
    await change(good);
    expect((await reset({ token, password: 'yet another long one' })).status).toBe(410);
  });

  const mailed = async () => {
    await on.work();
    return on.mailsTo(ada.email);
  };
});

describe('an invitation', () => {
  const accept = (json: object) => on.send('POST', '/auth/accept-invitation', { json });

  it('sets the password, verifies the address, and is spent', async () => {
    const { id, email, token } = await invitation(on, who.admin);
    expect(on.user(id)).toMatchObject({ status: 'pending', passwordHash: null });
    expect((await accept({ token, password: otherPassword })).json.user_id).toBe(id);
    expect(on.user(id)).toMatchObject({ status: 'active', emailVerifiedAt: on.clock.now() });
    expect(await logIn(email, otherPassword)).toBe(200);
    expect((await accept({ token, password: ada.password })).json.code).toBe('link_expired');
  });

  it('of an address that registered meanwhile brings no password of a stranger', async () => {
    const { email, token } = await invitation(on, who.admin);
    const json = { email, full_name: 'Mallory', password: 'a password of a thief' };
    expect((await on.send('POST', '/auth/register', { json })).status).toBe(202);
    const link = await mailedToken(on, email, 'verify_email');
    expect((await on.send('POST', '/auth/verify-email', { json: { token: link } })).json.code).toBe(
      'password_required',
    );
    expect((await accept({ token, password: otherPassword })).status).toBe(200);
    expect(await logIn(email, 'a password of a thief')).toBe(401);
  });

  it('of an address that is in use is refused, whatever its case', async () => {
    const json = { email: ' ADA@example.ORG', full_name: 'Ada' };
    const answer = await on.send('POST', '/users', { token: who.admin.accessToken, json });
    expect(answer).toMatchObject({ status: 409, json: { code: 'email_taken', errors: [{ pointer: '/email' }] } });
  });
});
