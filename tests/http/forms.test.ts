import { permissions } from '@users/domain';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';
import { customRole, delegate, type People, people, type SignedIn } from '../support/http-people.ts';

/** What a client needs of a form that knows nothing of this API: what it is now, and what it may become. */
let on: HttpFixture;
let who: People & { readonly manager: SignedIn };
let role: string;

beforeAll(async () => {
  on = await httpFixture();
  const those = await people(on);
  who = { ...those, manager: await delegate(on, those.admin, ['users:read', 'users:write']) };
  role = await customRole(on, who.admin, ['users:read']);
});

type Field = { name: string; value?: string; options?: Record<string, unknown> };

async function formOf(target: string, rel: string, { accessToken: token }: SignedIn) {
  return (await on.send('GET', target, { token })).json._templates[rel];
}

async function fieldsOf(target: string, rel: string, by: SignedIn): Promise<Record<string, Field>> {
  const { properties } = await formOf(target, rel, by);
  return Object.fromEntries(properties.map((field: Field) => [field.name, field]));
}

describe('a form that edits', () => {
  it('is filled with what it is now', async () => {
    const user = await fieldsOf(`/users/${who.grace.id}`, 'edit', who.admin);
    expect(user).toMatchObject({ full_name: { value: 'Grace Hopper' }, locale: { value: 'es' } });
    const edited = await fieldsOf(`/roles/${role}`, 'edit', who.admin);
    expect(edited.permissions?.options).toMatchObject({ inline: permissions, selectedValues: ['users:read'] });
    for (const target of [`/users/${who.grace.id}`, `/users/${who.grace.id}/roles`]) {
      const { roles } = await fieldsOf(target, 'users:set-roles', who.admin);
      expect(roles?.options).toMatchObject({ selectedValues: ['user'] });
    }
  });

  // A value with braces in it is a value: what others chose as their name is no template.
  it('does not take a value for a template', async () => {
    on.alter(who.ada.id, () => ({ fullName: '{uuid}' }));
    const { full_name } = await fieldsOf('/users/me', 'edit', who.ada);
    expect(full_name?.value).toBe('{uuid}');
  });
});

describe('choices', () => {
  it('are read from a list by those who may, and written by the others', async () => {
    const byAdmin = await fieldsOf('/', 'users:create', who.admin);
    expect(byAdmin.roles?.options).toEqual({
      link: { href: `${publicUrl}/roles`, type: 'application/hal+json' },
      ...{ promptField: 'name', valueField: 'name', selectedValues: ['user'], minItems: 0 },
    });
    const byManager = await fieldsOf('/', 'users:create', who.manager);
    expect(byManager.roles?.options).toEqual({ inline: [], selectedValues: ['user'], minItems: 0 });
    expect((await on.send('GET', '/roles', { token: who.manager.accessToken })).status).toBe(403);
  });
});

describe('the form of a list', () => {
  it('asks it for another selection, and says what was asked for', async () => {
    const form = await formOf('/users?status=active&sort=email&limit=3', 'users:list', who.admin);
    expect(form).toMatchObject({ method: 'GET', target: `${publicUrl}/users` });
    const fields = await fieldsOf('/users?q=ada&status=active&sort=email&limit=3', 'users:list', who.admin);
    expect(fields).toMatchObject({
      q: { value: 'ada' },
      limit: { value: '3' },
      status: { options: { selectedValues: ['active'], maxItems: 1 } },
      sort: { options: { selectedValues: ['email'] } },
    });
    expect(fields.verified?.options).not.toHaveProperty('selectedValues');
  });

  it('has a field for each parameter but the cursor, and each choice is one that the list takes', async () => {
    const fields = await fieldsOf('/users', 'users:list', who.admin);
    const { json } = await on.send('GET', '/', { token: who.admin.accessToken });
    const [, names = ''] = /\{\?(.*)\}/.exec(json._links['users:list'].href) ?? [];
    expect(Object.keys(fields).sort()).toEqual(
      names
        .split(',')
        .filter((name) => name !== 'cursor')
        .sort(),
    );
    for (const { name, options } of Object.values(fields)) {
      for (const choice of (options?.inline ?? []) as (string | { value: string })[]) {
        const value = typeof choice === 'string' ? choice : choice.value;
        const { status } = await on.send('GET', `/users?${name}=${value}`, { token: who.admin.accessToken });
        expect(status, `${name}=${value}`).toBe(200);
      }
    }
  });

  it('offers what may be done there, to those who may', async () => {
    const { manager, admin } = who;
    const offered = async (by: SignedIn, target: string) =>
      Object.keys((await on.send('GET', target, { token: by.accessToken })).json._templates);
    expect(await offered(admin, '/users')).toEqual(['users:list', 'users:create', 'users:soft-delete-many']);
    expect(await offered(manager, '/users')).toEqual(['users:list', 'users:create']);
    expect(await offered(admin, '/roles')).toEqual(['users:create-role']);
  });
});

it('patterns are such as browsers read', async () => {
  const { json } = await on.send('GET', '/', { token: who.admin.accessToken });
  const patterns = Object.values<{ properties: { regex?: string }[] }>(json._templates)
    .flatMap(({ properties }) => properties)
    .flatMap(({ regex }) => regex ?? []);
  expect(patterns).toHaveLength(1);
  // HTML Living Standard, the pattern attribute: the flag v.
  for (const pattern of patterns) expect(new RegExp(`^(?:${pattern})$`, 'v').test('on-call_2')).toBe(true);
});
