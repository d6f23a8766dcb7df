import { permissions } from '@users/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, type Outgoing, publicUrl } from '../support/http-fixture.ts';
import { delegate, type People, people, type SignedIn } from '../support/http-people.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const by = (person: SignedIn, method: string, target: string, json?: object, more: Outgoing = {}) =>
  on.send(method, target, { token: person.accessToken, json, ...more });
const support = { name: 'support', description: 'Reads users.', permissions: ['users:read'] };

describe('a role', () => {
  it('is made, read, replaced and removed', async () => {
    const { admin } = who;
    const made = await by(admin, 'POST', '/roles', { ...support, permissions: ['users:read', 'users:read'] });
    expect(made).toMatchObject({ status: 201, json: { ...support, built_in: false, version: 1 } });
    expect(made.headers.get('location')).toBe(`${publicUrl}/roles/support`);
    expect((await by(admin, 'GET', '/roles/support')).json).toEqual(made.json);
    const change = { description: '', permissions: ['users:write', 'users:read'] };
    const changed = await by(admin, 'PUT', '/roles/support', change, { headers: { 'if-match': '"1"' } });
    expect(changed.json).toMatchObject({ description: '', permissions: ['users:read', 'users:write'], version: 2 });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await by(admin, 'PUT', '/roles/support', change, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    expect((await by(admin, 'DELETE', '/roles/support', undefined, { headers: { 'if-match': '"1"' } })).status).toBe(
      412,
    );
    expect((await by(admin, 'DELETE', '/roles/support')).status).toBe(204);
    expect((await by(admin, 'GET', '/roles/support')).json.code).toBe('role_not_found');
  });

  it('has a name of its own', async () => {
    await by(who.admin, 'POST', '/roles', support);
    const answer = await by(who.admin, 'POST', '/roles', support);
    expect(answer).toMatchObject({ status: 409, json: { code: 'role_taken', errors: [{ pointer: '/name' }] } });
    expect((await by(who.admin, 'POST', '/roles', { ...support, name: 'admin' })).json.code).toBe('role_taken');
  });

  it.each(['Support', 'sup port', '1st', '-x', 'ö', 'a/b', 'x'.repeat(65), '__proto__'])(
    'cannot be named %s',
    async (name) => {
      const { status, json } = await by(who.admin, 'POST', '/roles', { ...support, name });
      expect([status, json.errors[0].pointer]).toEqual([422, '/name']);
      expect((await by(who.admin, 'GET', `/roles/${encodeURIComponent(name)}`)).json.errors).toMatchObject([
        { pointer: '/name', in: 'path' },
      ]);
    },
  );

  it('that is built in stays as it is, and offers nothing', async () => {
    const { json } = await by(who.admin, 'GET', '/roles/admin');
    expect(json).toMatchObject({ built_in: true, permissions: [...permissions] });
    expect(json._templates).toEqual({});
    const change = { description: 'Nothing.', permissions: [] };
    expect((await by(who.admin, 'PUT', '/roles/user', change)).json.code).toBe('wrong_state');
    expect((await by(who.admin, 'DELETE', '/roles/user')).json.code).toBe('wrong_state');
  });

  it('that somebody holds is not removed', async () => {
    await by(who.admin, 'POST', '/roles', support);
    await by(who.admin, 'PUT', `/users/${who.ada.id}/roles`, { roles: ['support'] });
    expect(await by(who.admin, 'DELETE', '/roles/support')).toMatchObject({
      status: 409,
      json: { code: 'role_in_use' },
    });
    await by(who.admin, 'PUT', `/users/${who.ada.id}/roles`, { roles: [] });
    expect((await by(who.admin, 'DELETE', '/roles/support')).status).toBe(204);
  });

  it('are listed by name', async () => {
    await by(who.admin, 'POST', '/roles', support);
    const { json } = await by(who.admin, 'GET', '/roles');
    expect(json._embedded.item.map(({ name }: { name: string }) => name)).toEqual(['admin', 'support', 'user']);
  });
});

describe('the roles of a user', () => {
  const roles = (person: SignedIn, of: SignedIn, names: readonly string[], more: Outgoing = {}) =>
    by(person, 'PUT', `/users/${of.id}/roles`, { roles: names }, more);

  it('are read by their owner, and replaced in the version that was read', async () => {
    await by(who.admin, 'POST', '/roles', support);
    const read = await by(who.ada, 'GET', `/users/${who.ada.id}/roles`);
    expect(read).toMatchObject({ status: 200, json: { roles: ['user'], _templates: {} } });
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    const set = await roles(who.admin, who.ada, ['user', 'support', 'user'], { headers });
    expect(set).toMatchObject({ status: 200, json: { roles: ['support', 'user'] } });
    expect((await roles(who.admin, who.ada, [], { headers })).status).toBe(412);
    expect((await by(who.ada, 'GET', '/users')).status).toBe(200);
  });

  it('that do not exist are not given', async () => {
    const answer = await roles(who.admin, who.ada, ['user', 'nobody-has-it']);
    expect(answer).toMatchObject({ status: 422, json: { code: 'unknown_role', errors: [{ pointer: '/roles' }] } });
  });

  it('that are taken away sign their holder out; what a role loses, its holders lose at once', async () => {
    const delegated = await delegate(on, who.admin, ['users:read']);
    const name = on.user(delegated.id).roles.find((role) => role !== 'user');
    const target = `/roles/${name}`;
    expect((await by(delegated, 'GET', '/users')).status).toBe(200);
    await by(who.admin, 'PUT', target, { description: '', permissions: ['users:write'] });
    expect((await by(delegated, 'GET', '/users')).status).toBe(403);
    await roles(who.admin, delegated, ['user']);
    expect((await by(delegated, 'GET', '/users/me')).status).toBe(401);
  });
});
