import { beforeEach, describe, expect, it } from 'vitest';
import { otherPassword } from '../support/accounts.ts';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { ada, contestedLink, freshLink, people, stranger } from '../support/http-people.ts';

let on: HttpFixture;

beforeEach(async () => {
  on = await httpFixture();
});

const registration = { email: ada.email, full_name: ada.fullName, locale: 'en', password: ada.password };

/** All that a caller can see, but for what differs from request to request anyway. */
function visible({ status, headers, text }: Answer): object {
  const shown = [...headers].filter(([name]) => name !== 'x-request-id');
  return { status, text, headers: Object.fromEntries(shown) };
}

describe('registration', () => {
  it('answers the same bytes for a known and an unknown address', async () => {
    const newcomer = { ...registration, email: 'newcomer@example.org' };
    const unknown = await on.send('POST', '/auth/register', { json: newcomer });
    await on.work();
    const pending = await on.send('POST', '/auth/register', { json: newcomer });
    await people(on);
    const known = await on.send('POST', '/auth/register', { json: registration });
    expect(unknown.status).toBe(202);
    expect(visible(pending)).toEqual(visible(unknown));
    expect(visible(known)).toEqual(visible(unknown));
  });

  it('takes what was sent: name, language and the network it came from', async () => {
    const json = { ...registration, full_name: '  Ada Lovelace ', locale: 'es-MX', email: ' ADA@Example.org ' };
    await on.send('POST', '/auth/register', { json });
    await on.work();
    expect(on.userWith(ada.email)).toMatchObject({ fullName: 'Ada Lovelace', locale: 'es-MX', status: 'pending' });
    expect(on.mailer.sent).toMatchObject([{ to: ada.email, locale: 'es-MX', network: null }]);
  });

  it('is in English unless it says otherwise', async () => {
    const { locale: _, ...json } = registration;
    await on.send('POST', '/auth/register', { json });
    await on.work();
    expect(on.userWith(ada.email)?.locale).toBe('en');
  });

  it.each([
    ['a short password', { password: 'too short' }, 'weak_password', '/password'],
    ['their own address as password', { password: ada.email, email: ada.email }, 'weak_password', '/password'],
    ['what is no address', { email: 'ada' }, 'invalid_email', '/email'],
  ])('refuses %s, and names the field', async (_, change, code, pointer) => {
    const answer = await on.send('POST', '/auth/register', { json: { ...registration, ...change } });
    expect(answer).toMatchObject({ status: 422, json: { code, errors: [{ pointer }] } });
  });
});

describe('asking for another link', () => {
  it('answers the same bytes for a waiting, a verified and an unknown address', async () => {
    await people(on);
    await freshLink(on);
    const ask = (email: string) => on.send('POST', '/auth/resend-verification', { json: { email } });
    const waiting = await ask(stranger.email);
    expect(waiting.status).toBe(202);
    expect(visible(await ask(ada.email))).toEqual(visible(waiting));
    expect(visible(await ask('nobody@example.org'))).toEqual(visible(waiting));
    await on.work();
    expect(on.links(stranger.email)).toHaveLength(2);
  });
});

describe('a link, followed by a program', () => {
  const verify = (json: object) => on.send('POST', '/auth/verify-email', { json });
  const open = (token: string) =>
    on.send('GET', `/auth/verify-email?token=${token}`, { headers: { accept: 'application/json' } });

  it('verifies by POST, and repeats answer the same until the link expires', async () => {
    const token = await freshLink(on);
    const first = await verify({ token });
    expect(first).toMatchObject({ status: 200, json: { email_verified: true } });
    expect(on.user(first.json.user_id)).toMatchObject({ status: 'active', version: 2 });
    expect((await verify({ token })).text).toBe(first.text);
    expect((await open(token)).text).toBe(first.text);
    expect(on.user(first.json.user_id).version).toBe(2);
    on.clock.advance(86_400);
    expect(await verify({ token })).toMatchObject({ status: 410, json: { code: 'link_expired' } });
  });

  it('verifies by a GET that names JSON', async () => {
    const token = await freshLink(on);
    expect(await open(token)).toMatchObject({ status: 200, json: { email_verified: true } });
    expect(on.userWith(stranger.email)?.status).toBe('active');
  });

  it('answers 410 for an unknown link, 409 for one that came too late', async () => {
    expect((await verify({ token: 'unheard-of' })).json.code).toBe('link_expired');
    expect((await open('unheard-of')).json.code).toBe('link_expired');
    const early = await freshLink(on);
    await verify({ token: await contestedLink(on), password: otherPassword });
    expect(await verify({ token: early })).toMatchObject({ status: 409, json: { code: 'already_verified' } });
    expect((await open(early)).json.code).toBe('already_verified');
  });

  it('asks for a password where the link carries none', async () => {
    const token = await contestedLink(on);
    const without = await verify({ token });
    expect(without).toMatchObject({
      status: 422,
      json: { code: 'password_required', errors: [{ pointer: '/password' }] },
    });
    expect((await open(token)).json.code).toBe('password_required');
    expect((await verify({ token, password: 'short' })).json.code).toBe('weak_password');
    expect((await verify({ token, password: otherPassword })).status).toBe(200);
    const login = { email: stranger.email, password: otherPassword };
    expect((await on.send('POST', '/auth/login', { json: login })).status).toBe(200);
  });

  it('takes a form too, and answers it in JSON', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const body = `token=${await freshLink(on)}`;
    expect(await on.send('POST', '/auth/verify-email', { body, headers })).toMatchObject({
      status: 200,
      json: { email_verified: true },
    });
    const twice = await on.send('POST', '/auth/verify-email', { body: 'token=a&token=b', headers });
    expect(twice).toMatchObject({ status: 422, json: { errors: [{ pointer: '/token' }] } });
  });
});
