import { type Permission, permissions } from '@users/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { customRole, delegate, type People, people, type SignedIn } from '../support/http-people.ts';

/** Somebody who may do some of what an administrator may wants the rest (Keycloak CVE-2026-9099). */
let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const by = (person: SignedIn, method: string, target: string, json?: object): Promise<Answer> =>
  on.send(method, target, { token: person.accessToken, json });
const allBut = (...missing: readonly Permission[]) => permissions.filter((permission) => !missing.includes(permission));

describe('who may give roles', () => {
  it('gives none that allows more than they hold: to nobody, least of all to themselves', async () => {
    const chief = await delegate(on, who.admin, ['users:read', 'users:write', 'roles:read', 'roles:write']);
    const erasing = await customRole(on, who.admin, ['users:delete']);
    for (const target of [chief, who.ada]) {
      for (const role of ['admin', erasing]) {
        const answer = await by(chief, 'PUT', `/users/${target.id}/roles`, { roles: [role] });
        expect(answer).toMatchObject({ status: 403, json: { code: 'grant_exceeds_own' } });
      }
    }
    const invited = { email: 'accomplice@example.org', full_name: 'Accomplice', roles: ['admin'] };
    expect((await by(chief, 'POST', '/users', invited)).json.code).toBe('grant_exceeds_own');
    expect(on.userWith(invited.email)).toBeUndefined();
  });

  it('makes and widens no role beyond what they hold', async () => {
    const chief = await delegate(on, who.admin, ['roles:read', 'roles:write']);
    const role = { name: 'backdoor', description: '', permissions: ['users:delete'] };
    expect((await by(chief, 'POST', '/roles', role)).json.code).toBe('grant_exceeds_own');
    expect((await by(chief, 'POST', '/roles', { ...role, permissions: ['roles:read'] })).status).toBe(201);
    const wider = { description: '', permissions: [...permissions] };
    expect((await by(chief, 'PUT', '/roles/backdoor', wider)).json.code).toBe('grant_exceeds_own');
    const stronger = await customRole(on, who.admin, ['users:delete']);
    const narrower = { description: '', permissions: [] };
    expect((await by(chief, 'PUT', `/roles/${stronger}`, narrower)).json.code).toBe('forbidden');
    expect((await by(chief, 'DELETE', `/roles/${stronger}`)).json.code).toBe('forbidden');
  });
});

describe('who lacks one permission of an administrator', () => {
  it('does nothing to one', async () => {
    const almost = await delegate(on, who.admin, allBut('audit:read'));
    const target = `/users/${who.admin.id}`;
    const attempts: readonly [string, string, object?][] = [
      ['PATCH', target, { full_name: 'Owned' }],
      ['PUT', target, { full_name: 'Owned', locale: 'en', metadata: {} }],
      ['POST', `${target}/email-change`, { email: 'owned@example.org' }],
      ['POST', `${target}/suspend`, { reason: 'Coup.' }],
      ['PUT', `${target}/roles`, { roles: ['user'] }],
      ['GET', `${target}/sessions`],
      ['DELETE', `${target}/sessions`],
      ['DELETE', target],
    ];
    for (const [method, path, json] of attempts) {
      const answer = await by(almost, method, path, json);
      expect([method, path, answer.status, answer.json.code]).toEqual([method, path, 403, 'forbidden']);
    }
    const { json } = await by(almost, 'POST', '/users/soft_delete', { ids: [who.admin.id] });
    expect(json.results[0].problem.code).toBe('forbidden');
    const { json: shown } = await by(almost, 'GET', target);
    expect(shown._templates).toEqual({});
    expect((await by(who.admin, 'GET', '/users/me')).json.full_name).toBe('Root');
  });
});

it('who may read roles, and no users, is told that roles are not theirs to change', async () => {
  const reader = await delegate(on, who.admin, ['roles:read']);
  const role = await customRole(on, who.admin, []);
  expect((await by(reader, 'GET', `/users/${who.ada.id}/roles`)).json.roles).toEqual(['user']);
  expect((await by(reader, 'PUT', `/roles/${role}`, { description: '', permissions: [] })).json.code).toBe('forbidden');
  expect((await by(reader, 'DELETE', `/roles/${role}`)).json.code).toBe('forbidden');
  expect((await by(reader, 'GET', `/users/${who.ada.id}`)).json.code).toBe('user_not_found');
});

describe('who may read and write users, and nothing else', () => {
  it('gives no roles, erases nobody, ends no sessions, reads no roles', async () => {
    const manager = await delegate(on, who.admin, ['users:read', 'users:write']);
    const target = `/users/${who.ada.id}`;
    for (const [method, path, json] of [
      ['PUT', `${target}/roles`, { roles: [] }],
      ['GET', `${target}/roles`],
      ['DELETE', target],
      ['POST', '/users/soft_delete', { ids: [who.ada.id] }],
      ['GET', `${target}/sessions`],
      ['DELETE', `${target}/sessions`],
      ['GET', '/roles'],
      ['GET', '/roles/no-such-role'],
      ['POST', '/auth/introspect', { token: who.ada.accessToken }],
    ] as const) {
      expect([path, (await by(manager, method, path, json)).json.code]).toEqual([path, 'forbidden']);
    }
    const { json } = await by(manager, 'GET', target);
    expect(Object.keys(json._templates).sort()).toEqual([
      'edit',
      'users:change-email',
      'users:set-metadata',
      'users:suspend',
      'users:void-email-undo',
    ]);
  });

  it('may invite, with the roles of a user', async () => {
    const manager = await delegate(on, who.admin, ['users:read', 'users:write']);
    const json = { email: 'new@example.org', full_name: 'New' };
    expect(await by(manager, 'POST', '/users', json)).toMatchObject({ status: 201, json: { roles: ['user'] } });
  });
});
