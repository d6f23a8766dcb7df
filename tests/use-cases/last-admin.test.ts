import { DeleteUser, SetUserRoles, SuspendUser } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, administrator, operator, password } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const ways = {
  demoted: (fixture: UseCaseFixture, id: string, actor = operator) =>
    fixture.setUserRoles.execute({ id, roles: ['user'], expectedVersion: null }, actor),
  suspended: (fixture: UseCaseFixture, id: string, actor = operator) =>
    fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, actor),
  erased: (fixture: UseCaseFixture, id: string, actor = operator) =>
    fixture.deleteUser.execute({ id, expectedVersion: null }, actor),
  'soft-deleted': async (fixture: UseCaseFixture, id: string, actor = operator) => {
    const [result] = await fixture.softDeleteUsers.execute({ ids: [id] }, actor);
    if (result?.error) throw result.error;
  },
} as const;
const useCases = { demoted: SetUserRoles, suspended: SuspendUser, erased: DeleteUser, 'soft-deleted': DeleteUser };
const names = Object.keys(ways) as (keyof typeof ways)[];

async function admins(count: number) {
  const fixture = useCaseFixture();
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = { email: `root-${index}@example.org`, password, fullName: 'Root', onlyIfNone: false };
    const { userId } = await fixture.createAdmin.execute(person, operator);
    ids.push(userId ?? '');
  }
  return { fixture, ids };
}

const activeAdmins = ({ memory: { store } }: UseCaseFixture) =>
  [...store.users.values()].filter(({ status, roles }) => status === 'active' && roles.includes('admin'));

describe.each(names)('the last administrator is not %s', (way) => {
  it('by anyone, and nothing is left of the attempt', async () => {
    const { fixture, ids } = await admins(1);
    const before = structuredClone(fixture.memory.store);
    expect(await refusal(useCases[way], ways[way](fixture, ids[0] ?? ''))).toBe('last_admin');
    const { users, outbox, tasks, audit } = fixture.memory.store;
    expect({ users, outbox, tasks, audit }).toEqual({
      ...{ users: before.users, outbox: before.outbox, tasks: before.tasks, audit: before.audit },
    });
  });

  it('by themselves', async () => {
    const fixture = useCaseFixture();
    const self = await administrator(fixture);
    const code = await refusal(useCases[way], ways[way](fixture, self.id, request(self)));
    expect(code).toBe('last_admin');
  });

  it('but the last but one is', async () => {
    const { fixture, ids } = await admins(2);
    await ways[way](fixture, ids[0] ?? '');
    expect(activeAdmins(fixture).map(({ id }) => id)).toEqual([ids[1]]);
  });

  it.each(['pending', 'suspended', 'deleted'] as const)('while the only other one is %s', async (status) => {
    const { fixture, ids } = await admins(2);
    fixture.alter(ids[1] ?? '', () => ({ status }));
    expect(await refusal(useCases[way], ways[way](fixture, ids[0] ?? ''))).toBe('last_admin');
  });

  it('while a plain user is, in a service without any', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture, ada);
    await ways[way](fixture, id);
  });
});

it('of ten, each removed in some way at once, one is left', async () => {
  const { fixture, ids } = await admins(10);
  const attempts = ids.map((id, index) => ways[names[index % names.length] ?? 'demoted'](fixture, id));
  const results = await Promise.allSettled(attempts);
  expect(activeAdmins(fixture)).toHaveLength(1);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused).toMatchObject([{ code: 'last_admin' }]);
});

it('one who is suspended already can be demoted and erased: nothing changes for the others', async () => {
  const { fixture, ids } = await admins(2);
  const [first = '', second = ''] = ids;
  await ways.suspended(fixture, second);
  await ways.demoted(fixture, second);
  await ways.erased(fixture, second);
  expect(activeAdmins(fixture).map(({ id }) => id)).toEqual([first]);
});
