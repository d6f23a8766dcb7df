import {
  CreateRole,
  type CreateRoleInput,
  DeleteRole,
  GetRole,
  GetUserRoles,
  ListRoles,
  SetUserRoles,
  UpdateRole,
} from '@users/application';
import { type Actor, anonymous, type Permission, permissions } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  administrator,
  holding,
  logIn,
  missingId,
  operator,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const support: CreateRoleInput = {
  ...{ name: 'support', description: 'Helps people.' },
  permissions: ['users:write', 'users:read', 'users:read'],
};
const master = holding('roles:read', 'roles:write', 'users:read', 'users:write');

async function withRole(change: Partial<CreateRoleInput> = {}) {
  const fixture = useCaseFixture();
  await fixture.createRole.execute({ ...support, ...change }, operator);
  return fixture;
}

const update = (
  { updateRole }: UseCaseFixture,
  actor: Actor,
  change: Partial<Parameters<typeof updateRole.execute>[0]> = {},
) => updateRole.execute({ ...support, expectedVersion: null, ...change }, request(actor));
const remove = (
  { deleteRole }: UseCaseFixture,
  actor: Actor,
  name = 'support',
  expectedVersion: number | null = null,
) => deleteRole.execute({ name, expectedVersion }, request(actor));
const give = (
  { setUserRoles }: UseCaseFixture,
  id: string,
  roles: readonly string[],
  actor: Actor = { kind: 'system', name: 'test' },
) => setUserRoles.execute({ id, roles, expectedVersion: null }, request(actor));

describe('a role', () => {
  it('is made of permissions that its maker holds, each once, and in the trail', async () => {
    const fixture = useCaseFixture();
    const { role, actions } = await fixture.createRole.execute(support, request(master));
    expect(role).toEqual({ ...support, permissions: ['users:read', 'users:write'], builtIn: false, version: 1 });
    expect([...actions].sort()).toEqual(['role.delete', 'role.read', 'role.update']);
    const detail = { role: 'support', permissions: 'users:read users:write' };
    expect(fixture.memory.store.audit).toMatchObject([{ action: 'role.create', subject: null, detail }]);
    expect(fixture.memory.store.outbox).toEqual([]);
  });

  it('is listed by name beside the built-in ones, and read alone', async () => {
    const fixture = await withRole();
    const reader = request(holding('roles:read'));
    const names = (await fixture.listRoles.execute({}, reader)).map(({ role }) => role.name);
    expect(names).toEqual(['admin', 'support', 'user']);
    const { role, actions } = await fixture.getRole.execute({ name: 'support' }, reader);
    expect(role.description).toBe('Helps people.');
    expect([...actions]).toEqual(['role.read']);
  });

  it('changed bites at once for whoever holds it, without another log-in', async () => {
    const fixture = await withRole();
    const { id } = await activeAccount(fixture);
    await give(fixture, id, ['support', 'user']);
    const { accessToken } = await logIn(fixture);
    expect(await fixture.bearer(accessToken)).toMatchObject({ permissions: new Set(['users:read', 'users:write']) });
    const { role } = await update(fixture, master, { permissions: ['users:read'], description: 'Reads.' });
    expect(role).toMatchObject({ description: 'Reads.', permissions: ['users:read'], version: 2 });
    expect(await fixture.bearer(accessToken)).toMatchObject({ permissions: new Set(['users:read']) });
  });

  it('is removed when nobody holds it', async () => {
    const fixture = await withRole();
    await remove(fixture, master);
    expect(await refusal(GetRole, fixture.getRole.execute({ name: 'support' }, operator))).toBe('role_not_found');
  });

  it.each(['active', 'suspended', 'deleted'] as const)(
    'is not removed while a user who is %s holds it',
    async (status) => {
      const fixture = await withRole();
      const { id } = await activeAccount(fixture);
      await give(fixture, id, ['support']);
      fixture.alter(id, () => ({ status }));
      expect(await refusal(DeleteRole, remove(fixture, master))).toBe('role_in_use');
      await fixture.deleteUser.execute({ id, expectedVersion: null }, operator);
      await remove(fixture, master);
    },
  );

  it('removed and given at the same moment is one or the other', async () => {
    const fixture = await withRole();
    const { id } = await activeAccount(fixture);
    const [given, removed] = await Promise.allSettled([give(fixture, id, ['support']), remove(fixture, master)]);
    expect([given.status, removed.status].sort()).toEqual(['fulfilled', 'rejected']);
    const exists = fixture.memory.store.roles.has('support');
    expect(fixture.user(id).roles.includes('support')).toBe(exists);
  });
});

describe('a role is refused', () => {
  const reads = (fixture: UseCaseFixture, actor: Actor) =>
    [
      [ListRoles, fixture.listRoles.execute({}, request(actor))],
      [GetRole, fixture.getRole.execute({ name: 'support' }, request(actor))],
      [GetRole, fixture.getRole.execute({ name: 'nonsense' }, request(actor))],
    ] as const;
  const writes = (fixture: UseCaseFixture, actor: Actor) =>
    [
      [CreateRole, fixture.createRole.execute(support, request(actor))],
      [UpdateRole, update(fixture, actor)],
      [DeleteRole, remove(fixture, actor)],
    ] as const;

  it.each([
    ['not_authenticated', anonymous],
    ['forbidden', holding('users:read', 'users:write')],
  ] as const)('as %s, to whoever may not know the names', async (code, actor) => {
    const fixture = await withRole();
    for (const [useCase, attempt] of [...reads(fixture, actor), ...writes(fixture, actor)]) {
      expect(await refusal(useCase, attempt)).toBe(code);
    }
  });

  it('to whoever may only read', async () => {
    const fixture = await withRole();
    for (const [useCase, attempt] of writes(fixture, holding('roles:read', 'users:read', 'users:write'))) {
      expect(await refusal(useCase, attempt)).toBe('forbidden');
    }
  });

  // Keycloak CVE-2026-9099: a delegate makes a role that is more than the delegate.
  it('that would allow more than its maker may', async () => {
    const fixture = await withRole();
    const attempts = [
      [
        CreateRole,
        fixture.createRole.execute({ ...support, name: 'more', permissions: ['users:delete'] }, request(master)),
      ],
      [UpdateRole, update(fixture, master, { permissions: ['users:delete'] })],
    ] as const;
    for (const [useCase, attempt] of attempts) expect(await refusal(useCase, attempt)).toBe('grant_exceeds_own');
  });

  it('to whoever it outranks: neither weakened nor removed', async () => {
    const fixture = await withRole({ permissions: ['users:delete'] });
    expect(await refusal(UpdateRole, update(fixture, master))).toBe('forbidden');
    expect(await refusal(DeleteRole, remove(fixture, master))).toBe('forbidden');
  });

  it.each(['admin', 'user'])('of the built-in name %s', async (name) => {
    const fixture = useCaseFixture();
    const god = holding(...permissions);
    expect(await refusal(CreateRole, fixture.createRole.execute({ ...support, name }, operator))).toBe('role_taken');
    expect(await refusal(UpdateRole, update(fixture, god, { name }))).toBe('wrong_state');
    expect(await refusal(DeleteRole, remove(fixture, god, name))).toBe('wrong_state');
  });

  it('of a name that is taken, of none, and at another version', async () => {
    const fixture = await withRole();
    expect(await refusal(CreateRole, fixture.createRole.execute(support, operator))).toBe('role_taken');
    expect(await refusal(UpdateRole, update(fixture, master, { name: 'nobody' }))).toBe('role_not_found');
    expect(await refusal(DeleteRole, remove(fixture, master, 'nobody'))).toBe('role_not_found');
    expect(await refusal(UpdateRole, update(fixture, master, { expectedVersion: 2 }))).toBe('version_mismatch');
    expect(await refusal(DeleteRole, remove(fixture, master, 'support', 2))).toBe('version_mismatch');
  });
});

describe('the roles of a user', () => {
  it('are replaced as a whole, each once, and told to others', async () => {
    const fixture = await withRole();
    const { id } = await activeAccount(fixture);
    const { user } = await give(fixture, id, ['user', 'support', 'user']);
    expect(user).toMatchObject({ roles: ['support', 'user'], permissions: new Set(['users:read', 'users:write']) });
    const data = { roles: ['support', 'user'], changed: ['roles'], reason: 'roles_changed' };
    expect(fixture.memory.store.outbox.at(-1)).toMatchObject({ type: 'user.updated', data });
    const events = fixture.memory.store.outbox.length;
    await give(fixture, id, ['support', 'user']);
    expect(fixture.memory.store.outbox).toHaveLength(events);
  });

  it('gained end no session; lost end them all, and the reset links', async () => {
    const fixture = await withRole();
    const { id } = await activeAccount(fixture);
    const { accessToken } = await logIn(fixture);
    const token = await resetLink(fixture);
    await give(fixture, id, ['support', 'user']);
    expect((await fixture.bearer(accessToken)).kind).toBe('user');
    await give(fixture, id, ['user']);
    expect((await fixture.bearer(accessToken)).kind).toBe('anonymous');
    const reset = fixture.resetPassword.execute({ token, password: 'purple monkey dishwasher' }, request());
    await expect(reset).rejects.toMatchObject({ code: 'link_expired' });
  });

  it('are read by the user and by whoever may read roles, and by nobody else', async () => {
    const fixture = await withRole();
    const { id } = await activeAccount(fixture);
    const read = (actor: Actor) => fixture.getUserRoles.execute({ id }, request(actor));
    for (const actor of [await signedIn(fixture), holding('roles:read')]) {
      expect((await read(actor)).user.roles).toEqual(['user']);
    }
    expect(await refusal(GetUserRoles, read(anonymous))).toBe('not_authenticated');
    expect(await refusal(GetUserRoles, read(holding('users:read')))).toBe('forbidden');
    expect(await refusal(GetUserRoles, read(holding()))).toBe('user_not_found');
    const missing = fixture.getUserRoles.execute({ id: missingId }, operator);
    expect(await refusal(GetUserRoles, missing)).toBe('user_not_found');
  });

  it.each([
    ['unknown_role', ['astronaut'], ['roles:write', 'users:read']],
    // Nobody grants what they do not hold.
    ['grant_exceeds_own', ['admin'], ['roles:write', 'users:read']],
    ['grant_exceeds_own', ['support'], ['roles:write', 'users:read']],
    ['forbidden', ['user'], ['users:read', 'users:write']],
    ['user_not_found', ['user'], []],
  ] as const)('are not set (%s): %o', async (code, roles, held: readonly Permission[]) => {
    const fixture = await withRole();
    const { id } = await activeAccount(fixture);
    expect(await refusal(SetUserRoles, give(fixture, id, roles, holding(...held)))).toBe(code);
    expect(fixture.user(id).roles).toEqual(['user']);
  });

  it('are not taken from those above, nor given to oneself', async () => {
    const fixture = await withRole();
    const { id: admin } = await administrator(fixture);
    expect(await refusal(SetUserRoles, give(fixture, admin, ['user'], master))).toBe('forbidden');
    const { id } = await activeAccount(fixture);
    await fixture.createRole.execute(
      { name: 'role-keeper', description: '', permissions: ['roles:write', 'users:read'] },
      operator,
    );
    await give(fixture, id, ['role-keeper']);
    const keeper = await signedIn(fixture, ada);
    expect(await refusal(SetUserRoles, give(fixture, id, ['admin', 'role-keeper'], keeper))).toBe('grant_exceeds_own');
    expect(await refusal(SetUserRoles, give(fixture, missingId, ['user'], keeper))).toBe('user_not_found');
  });

  it('are not set for nobody in particular, and nothing is read', async () => {
    const fixture = useCaseFixture();
    const { ports, calls } = recordCalls(fixture.deps);
    const input = { id: missingId, roles: ['user'], expectedVersion: null };
    expect(await refusal(SetUserRoles, new SetUserRoles(ports).execute(input, request(anonymous)))).toBe(
      'not_authenticated',
    );
    expect(calls).toEqual([]);
  });

  it('of a deleted account stay', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    await fixture.softDeleteUsers.execute({ ids: [id] }, operator);
    expect(await refusal(SetUserRoles, give(fixture, id, []))).toBe('wrong_state');
  });
});
