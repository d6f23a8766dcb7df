import { CreateAdmin, type CreateAdminInput, HashingOverloaded } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, password, register, signedIn } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const root = { email: 'root@example.org', fullName: 'Root', locale: 'en', password };
const cli = request({ kind: 'system', name: 'cli' });

const create = ({ createAdmin }: UseCaseFixture, input: Partial<CreateAdminInput> = {}) =>
  createAdmin.execute({ ...root, onlyIfNone: false, ...input }, cli);

describe('an administrator', () => {
  it('can log in at once and do everything', async () => {
    const fixture = useCaseFixture();
    const { userId } = await create(fixture);
    expect(fixture.user(userId ?? '')).toMatchObject({
      ...{ status: 'active', roles: ['admin', 'user'], emailVerifiedAt: fixture.clock.now() },
    });
    const actor = await signedIn(fixture, root);
    const { actions } = await fixture.getUser.execute({ id: actor.id }, request(actor));
    expect([...actions].sort()).toEqual([
      ...[
        'user.change_email',
        'user.delete',
        'user.end_sessions',
        'user.read',
        'user.read_roles',
        'user.read_sessions',
      ],
      ...['user.set_metadata', 'user.set_roles', 'user.soft_delete', 'user.suspend', 'user.update'],
    ]);
    await fixture.listRoles.execute({}, request(actor));
  });

  it('is told of by one event, and in the trail by who made it', async () => {
    const fixture = useCaseFixture();
    const { userId } = await create(fixture);
    const data = { status: 'active', email_verified: true, roles: ['admin', 'user'] };
    expect(fixture.memory.store.outbox).toMatchObject([{ type: 'user.created', sequence: 1, subject: userId, data }]);
    const entry = { action: 'user.create_admin', actorKind: 'system', actorId: 'cli', subject: userId };
    expect(fixture.memory.store.audit).toMatchObject([entry]);
  });

  it('is made on the first start only when there is none, without spending a hash', async () => {
    const fixture = useCaseFixture();
    expect((await create(fixture, { onlyIfNone: true })).userId).not.toBeNull();
    const { ports, calls } = recordCalls(fixture.deps);
    const input = { ...root, email: 'second@example.org', onlyIfNone: true };
    expect(await new CreateAdmin(ports).execute(input, cli)).toEqual({ userId: null });
    expect(calls).toEqual(['directory.hasActiveWithRole']);
    expect(fixture.memory.store.users.size).toBe(1);
  });

  it.each(['suspended', 'deleted'] as const)('is made when the only other one is %s', async (status) => {
    const fixture = useCaseFixture();
    const { userId } = await create(fixture);
    fixture.alter(userId ?? '', () => ({ status }));
    expect((await create(fixture, { email: 'second@example.org', onlyIfNone: true })).userId).not.toBeNull();
  });

  it('is made beside another when that is asked for', async () => {
    const fixture = useCaseFixture();
    await create(fixture);
    expect((await create(fixture, { email: 'second@example.org' })).userId).not.toBeNull();
  });

  it('is made where plain users are', async () => {
    const fixture = useCaseFixture();
    await activeAccount(fixture);
    expect((await create(fixture, { onlyIfNone: true })).userId).not.toBeNull();
  });
});

describe('an administrator is not made', () => {
  it.each([
    ['invalid_email', { email: 'root' }],
    ['weak_password', { password: 'short' }],
    ['weak_password', { password: 'root@example.org' }],
  ])('%s: %o', async (code, change) => {
    const fixture = useCaseFixture();
    expect(await refusal(CreateAdmin, create(fixture, change))).toBe(code);
    expect(fixture.memory.store.users.size).toBe(0);
  });

  it.each(['pending', 'active'] as const)('of an address that is taken by a %s account', async (status) => {
    const fixture = useCaseFixture();
    await (status === 'active' ? activeAccount(fixture) : register(fixture, ada));
    const before = structuredClone(fixture.memory.store.users);
    expect(await refusal(CreateAdmin, create(fixture, { email: ada.email }))).toBe('email_taken');
    expect(fixture.memory.store.users).toEqual(before);
  });

  it('twice by two that start at once: the one that is beaten starts all the same', async () => {
    const fixture = useCaseFixture();
    const made = await Promise.all([create(fixture, { onlyIfNone: true }), create(fixture, { onlyIfNone: true })]);
    expect(made.filter(({ userId }) => userId !== null)).toHaveLength(1);
    expect(fixture.memory.store.users.size).toBe(1);
  });

  it('on the first start of an address that is someone else’s', async () => {
    const fixture = useCaseFixture();
    await activeAccount(fixture);
    const attempt = create(fixture, { email: ada.email, onlyIfNone: true });
    expect(await refusal(CreateAdmin, attempt)).toBe('email_taken');
  });

  it('when hashing is overloaded', async () => {
    const fixture = useCaseFixture();
    const hash = () => Promise.reject(new HashingOverloaded());
    const attempt = new CreateAdmin({ ...fixture.deps, hasher: { hash } }).execute({ ...root, onlyIfNone: false }, cli);
    expect(await refusal(CreateAdmin, attempt)).toBe('overloaded');
  });
});
