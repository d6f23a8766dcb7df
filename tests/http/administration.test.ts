import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, type Outgoing, publicUrl } from '../support/http-fixture.ts';
import { mailedToken } from '../support/http-links.ts';
import { ada, newcomer, type People, people } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const byAdmin = (method: string, target: string, request: Outgoing = {}) =>
  on.send(method, target, { token: who.admin.accessToken, ...request });
const logIn = async ({ email, password }: { email: string; password: string }) =>
  (await on.send('POST', '/auth/login', { json: { email, password } })).json.code ?? 'in';

describe('a new user', () => {
  it('is there under its Location, pending, and invited in their language', async () => {
    const json = { email: 'lin@example.org', full_name: 'Lin', locale: 'es', metadata: { plan: 'team' } };
    const made = await byAdmin('POST', '/users', { json });
    expect(made).toMatchObject({ status: 201, json: { ...json, status: 'pending', roles: ['user'], version: 1 } });
    expect(made.headers.get('location')).toBe(`${publicUrl}/users/${made.json.id}`);
    expect(made.headers.get('etag')).toBe('"1"');
    expect((await byAdmin('GET', made.headers.get('location') ?? '')).json).toEqual(made.json);
    await mailedToken(on, json.email, 'invitation');
    expect(on.mailer.sent.at(-1)).toMatchObject({ to: json.email, locale: 'es' });
  });

  it('gets roles that exist, or none is made', async () => {
    const json = { email: 'lin@example.org', full_name: 'Lin', roles: ['no-such-role'] };
    const answer = await byAdmin('POST', '/users', { json });
    expect(answer).toMatchObject({ status: 422, json: { code: 'unknown_role', errors: [{ pointer: '/roles' }] } });
    expect(on.userWith(json.email)).toBeUndefined();
  });
});

describe('suspension', () => {
  it('ends every session and locks the log-in, until it is lifted', async () => {
    const target = `/users/${who.ada.id}`;
    const suspended = await byAdmin('POST', `${target}/suspend`, { json: { reason: ' Spam. ' } });
    expect(suspended).toMatchObject({ status: 200, json: { status: 'suspended' } });
    expect(on.user(who.ada.id).suspensionReason).toBe('Spam.');
    expect(suspended.text).not.toContain('Spam');
    expect(suspended.json._templates).toHaveProperty('users:reactivate');
    expect((await on.send('GET', '/users/me', { token: who.ada.accessToken })).status).toBe(401);
    expect(await logIn(ada)).toBe('account_suspended');
    await on.work();
    expect(on.mailsTo(ada.email)).toContain('suspended');
    expect((await byAdmin('POST', `${target}/suspend`, { json: { reason: 'Again.' } })).json.code).toBe('wrong_state');
    expect((await byAdmin('POST', `${target}/reactivate`)).json.status).toBe('active');
    expect(await logIn(ada)).toBe('in');
  });

  it('is made only in the version that was read', async () => {
    const stale = { json: { reason: 'Spam.' }, headers: { 'if-match': '"1"' } };
    expect((await byAdmin('POST', `/users/${who.ada.id}/suspend`, stale)).status).toBe(412);
    expect(on.user(who.ada.id).status).toBe('active');
  });
});

describe('soft deletion', () => {
  it('hides each, tells of each, and holds up none for another', async () => {
    const unknown = '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44';
    const ids = [who.ada.id, unknown, who.admin.id, who.ada.id.toUpperCase(), who.grace.id];
    const refused = (id: string, problem: object) => {
      return { id, soft_deleted: false, ended_links: 0, problem: expect.objectContaining(problem) };
    };
    const { status, json } = await byAdmin('POST', '/users/soft_delete', { json: { ids } });
    expect(status).toBe(200);
    expect(json.results).toEqual([
      { id: who.ada.id, soft_deleted: true, ended_links: 0 },
      refused(unknown, { code: 'user_not_found', status: 404 }),
      refused(who.admin.id, { code: 'last_admin', status: 409 }),
      { id: who.grace.id, soft_deleted: true, ended_links: 0 },
    ]);
    expect(await logIn(ada)).toBe('invalid_credentials');
    expect((await byAdmin('GET', '/users?include_total=true')).json).toMatchObject({ total: 1 });
  });

  it('is undone, and a suspension is not', async () => {
    await byAdmin('POST', `/users/${who.grace.id}/suspend`, { json: { reason: 'Spam.' } });
    await byAdmin('POST', '/users/soft_delete', { json: { ids: [who.ada.id, who.grace.id] } });
    expect((await byAdmin('POST', `/users/${who.ada.id}/restore`)).json.status).toBe('active');
    expect((await byAdmin('POST', `/users/${who.grace.id}/restore`, { json: {} })).json.status).toBe('suspended');
    expect(await logIn(ada)).toBe('in');
    expect((await byAdmin('POST', `/users/${who.ada.id}/restore`)).json.code).toBe('wrong_state');
  });
});

describe('erasure', () => {
  it('leaves nothing, and the address is free', async () => {
    const answer = await byAdmin('DELETE', `/users/${who.ada.id}`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await byAdmin('GET', `/users/${who.ada.id}`)).status).toBe(404);
    expect((await byAdmin('DELETE', `/users/${who.ada.id}`)).status).toBe(404);
    expect((await on.send('GET', '/users/me', { token: who.ada.accessToken })).status).toBe(401);
    expect((await byAdmin('GET', '/users?status=deleted')).json._embedded.item).toEqual([]);
    const again = await byAdmin('POST', '/users', { json: { email: ada.email, full_name: 'Another Ada' } });
    expect(again.status).toBe(201);
  });

  it('of oneself takes nothing but oneself, in the version that was read', async () => {
    const me = await newcomer(on);
    const stale = await on.send('DELETE', '/users/me', { token: me.accessToken, headers: { 'if-match': '"9"' } });
    expect(stale.status).toBe(412);
    expect((await on.send('DELETE', '/users/me', { token: me.accessToken })).status).toBe(204);
    expect(await logIn(me)).toBe('invalid_credentials');
  });
});

describe('the last administrator', () => {
  it.each([
    ['be demoted', 'PUT', '/roles', { roles: ['user'] }],
    ['be suspended', 'POST', '/suspend', { reason: 'Coup.' }],
    ['be erased', 'DELETE', '', undefined],
  ])('cannot %s', async (_, method, path, json) => {
    const answer = await byAdmin(method, `/users/${who.admin.id}${path}`, { json });
    expect(answer).toMatchObject({ status: 409, json: { code: 'last_admin' } });
    on.alter(who.grace.id, () => ({ roles: ['admin'] }));
    expect((await byAdmin(method, `/users/${who.admin.id}${path}`, { json })).status).toBeLessThan(300);
  });
});
