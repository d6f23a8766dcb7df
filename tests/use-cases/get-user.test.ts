import { DependencyUnavailable, GetUser } from '@users/application';
import { anonymous, type Permission, type UserActor } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, administrator, register, signedIn } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, useCaseFixture } from '../support/use-case-fixture.ts';

const missing = '01890000-0000-7000-8000-000000000000';
const eve = { ...ada, email: 'eve@example.org', fullName: 'Eve' };

function holding(...held: readonly Permission[]): UserActor {
  return { kind: 'user', id: missing, sessionId: missing, roles: ['delegate'], permissions: new Set(held) };
}

describe('a user', () => {
  it('sees itself, without what is not for showing', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const { user, actions } = await fixture.getUser.execute({ id }, request(await signedIn(fixture)));
    expect(user).toMatchObject({ id, email: ada.email, fullName: ada.fullName, status: 'active', version: 2 });
    expect([...actions].sort()).toEqual([
      ...['user.change_email', 'user.delete', 'user.end_sessions', 'user.read'],
      ...['user.read_roles', 'user.read_sessions', 'user.update'],
    ]);
    for (const secret of ['passwordHash', 'epoch', 'sequence', 'verifiedBy', 'contested', 'revision']) {
      expect(user).not.toHaveProperty(secret);
    }
  });

  // Someone else's id must answer like an id that is nobody's (IDOR, Keycloak CVE-2026-4630).
  it('does not see another, who might as well not exist', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    await activeAccount(fixture, eve);
    const context = request(await signedIn(fixture, eve));
    const errors = await Promise.all(
      [id, missing].map((asked) => fixture.getUser.execute({ id: asked }, context).catch((error: unknown) => error)),
    );
    expect(errors[0]).toEqual(errors[1]);
    expect(await refusal(GetUser, fixture.getUser.execute({ id }, context))).toBe('user_not_found');
  });

  it.each(['pending', 'active', 'suspended', 'deleted'] as const)(
    'is seen by an administrator while %s',
    async (status) => {
      const fixture = useCaseFixture();
      await register(fixture, ada);
      const { id } = fixture.userWith(ada.email) ?? fixture.user('');
      fixture.alter(id, () => ({ status }));
      const { user, actions } = await fixture.getUser.execute({ id }, request(await administrator(fixture)));
      expect(user.status).toBe(status);
      const always = ['user.delete', 'user.end_sessions', 'user.read', 'user.read_roles', 'user.read_sessions'];
      const living = ['user.set_metadata', 'user.set_roles', 'user.soft_delete', 'user.update'];
      const inState = {
        pending: living,
        active: [...living, 'user.change_email', 'user.suspend', 'user.void_email_undo'],
        suspended: [...living, 'user.reactivate', 'user.void_email_undo'],
        deleted: ['user.restore'],
      };
      expect([...actions].sort()).toEqual([...always, ...inState[status]].sort());
    },
  );

  it('is offered for no change by someone it outranks', async () => {
    const fixture = useCaseFixture();
    const { id } = await administrator(fixture);
    const delegate = request(holding('users:read', 'users:write'));
    const { actions } = await fixture.getUser.execute({ id }, delegate);
    expect([...actions]).toEqual(['user.read']);
  });
});

describe('nobody in particular', () => {
  it.each(['known', 'unknown'])('is told to log in, before anything is looked up (%s id)', async (known) => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const { ports, calls } = recordCalls(fixture.deps);
    const attempt = new GetUser(ports).execute({ id: known === 'known' ? id : missing }, request(anonymous));
    expect(await refusal(GetUser, attempt)).toBe('not_authenticated');
    expect(calls).toEqual([]);
  });
});

it('a permission to write is none to read', async () => {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  const attempt = fixture.getUser.execute({ id }, request(holding('users:write')));
  expect(await refusal(GetUser, attempt)).toBe('user_not_found');
});

it('with the database away says so', async () => {
  const { deps } = useCaseFixture();
  const find = () => Promise.reject(new DependencyUnavailable('postgresql'));
  const attempt = new GetUser({ ...deps, directory: { find } }).execute(
    { id: missing },
    request(holding('users:read')),
  );
  expect(await refusal(GetUser, attempt)).toBe('dependency_unavailable');
});
