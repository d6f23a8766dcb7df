import { DependencyUnavailable, ReactivateUser, RestoreUser, SoftDeleteUsers, SuspendUser } from '@users/application';
import { anonymous, DomainError, type UserStatus } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  administrator,
  holding,
  letPausesPass,
  logIn,
  missingId,
  operator,
  register,
  signedIn,
} from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function account() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id };
}

const suspend = (
  { suspendUser }: UseCaseFixture,
  id: string,
  actor = operator,
  expectedVersion: number | null = null,
) => suspendUser.execute({ id, reason: 'Spam in March', expectedVersion }, actor);
const reactivate = ({ reactivateUser }: UseCaseFixture, id: string, actor = operator) =>
  reactivateUser.execute({ id, expectedVersion: null }, actor);
const restore = ({ restoreUser }: UseCaseFixture, id: string, actor = operator) =>
  restoreUser.execute({ id, expectedVersion: null }, actor);

/** Codes by id; `done` for those that went through. */
async function softDelete({ softDeleteUsers }: UseCaseFixture, ids: readonly string[], actor = operator) {
  const results = await softDeleteUsers.execute({ ids }, actor);
  for (const { error } of results) {
    if (error !== null) expect(SoftDeleteUsers.itemErrors.some((known) => error instanceof known)).toBe(true);
  }
  return results.map(({ error }) => error?.code ?? 'done');
}

const lastEvent = ({ memory: { store } }: UseCaseFixture) => store.outbox.at(-1);

describe('a suspension', () => {
  it('keeps its reason, ends every session, and lets nobody in, whoever knows the password', async () => {
    const { fixture, id } = await account();
    const session = await logIn(fixture);
    const { user, actions } = await suspend(fixture, id);
    expect(user).toMatchObject({ status: 'suspended', version: 3 });
    expect([actions.has('user.reactivate'), actions.has('user.suspend')]).toEqual([true, false]);
    expect(fixture.user(id).suspensionReason).toBe('Spam in March');
    expect((await fixture.bearer(session.accessToken)).kind).toBe('anonymous');
    await expect(fixture.refreshSession.execute(session, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
    await expect(logIn(fixture)).rejects.toMatchObject({ code: 'account_suspended' });
  });

  it('is told to the owner and to others, but not why', async () => {
    const { fixture, id } = await account();
    await suspend(fixture, id);
    await fixture.work();
    expect(fixture.mailer.sent.at(-1)).toMatchObject({ template: 'suspended', to: ada.email, network: null });
    expect(lastEvent(fixture)).toMatchObject({ subject: id, data: { changed: ['status'], reason: 'suspended' } });
    expect(JSON.stringify([fixture.mailer.sent, lastEvent(fixture)?.data])).not.toContain('March');
  });

  it('is lifted by a reactivation; the sessions stay ended', async () => {
    const { fixture, id } = await account();
    const session = await logIn(fixture);
    await suspend(fixture, id);
    const { user } = await reactivate(fixture, id);
    expect(user.status).toBe('active');
    expect(fixture.user(id).suspensionReason).toBeNull();
    expect((await fixture.bearer(session.accessToken)).kind).toBe('anonymous');
    expect(await logIn(fixture)).toMatchObject({ userId: id });
  });

  it('of an expected version is refused when it is another', async () => {
    const { fixture, id } = await account();
    expect(await refusal(SuspendUser, suspend(fixture, id, operator, 1))).toBe('version_mismatch');
    expect((await suspend(fixture, id, operator, 2)).user.version).toBe(3);
  });
});

describe('a soft deletion', () => {
  it('hides the account, signs it out, and keeps its address', async () => {
    const { fixture, id } = await account();
    const session = await logIn(fixture);
    expect(await softDelete(fixture, [id])).toEqual(['done']);
    expect(fixture.user(id)).toMatchObject({ status: 'deleted', deletedAt: fixture.clock.now(), email: ada.email });
    expect((await fixture.bearer(session.accessToken)).kind).toBe('anonymous');
    await expect(logIn(fixture)).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(lastEvent(fixture)?.data).toMatchObject({ changed: ['status'], reason: 'soft_deleted' });
    letPausesPass(fixture);
    await fixture.registerUser.execute(ada, request());
    await fixture.work();
    expect(fixture.memory.store.users.size).toBe(1);
    expect(fixture.mailsTo(ada.email).at(-1)).toBe('already_registered');
  });

  it.each(['pending', 'active', 'suspended'] as const)('of a %s account is undone to just that', async (status) => {
    const { fixture, id } = await accountThatIs(status);
    const before = fixture.user(id);
    await softDelete(fixture, [id]);
    const { user } = await restore(fixture, id);
    expect(user.status).toBe(status);
    const { suspensionReason, passwordHash, roles } = before;
    expect(fixture.user(id)).toMatchObject({ suspensionReason, passwordHash, roles, deletedAt: null });
    expect(lastEvent(fixture)?.data).toMatchObject({ status, changed: ['status'], reason: 'restored' });
  });

  it('of many is each its own: what cannot be done holds nothing up', async () => {
    const { fixture, id } = await account();
    const admin = await administrator(fixture);
    const { id: eve } = await activeAccount(fixture, { ...ada, email: 'eve@example.org' });
    expect(await softDelete(fixture, [eve], operator)).toEqual(['done']);
    const delegate = request(holding('users:read', 'users:delete'));
    expect(await softDelete(fixture, [missingId, admin.id, eve, id, id], delegate)).toEqual([
      ...['user_not_found', 'forbidden', 'wrong_state', 'done'],
    ]);
    expect(fixture.user(admin.id).status).toBe('active');
  });

  it('stops when the database is away, instead of telling it for each', async () => {
    const { fixture, id } = await account();
    const run = () => Promise.reject(new DependencyUnavailable('postgresql'));
    const attempt = new SoftDeleteUsers({ ...fixture.deps, unitOfWork: { run } }).execute({ ids: [id] }, operator);
    expect(await refusal(SoftDeleteUsers, attempt)).toBe('dependency_unavailable');
  });

  it.each([
    ['not_authenticated', anonymous],
    ['forbidden', holding('users:read', 'users:write')],
  ] as const)('is refused as %s as a whole, before anything is looked up', async (code, actor) => {
    const { fixture, id } = await account();
    const { ports, calls } = recordCalls(fixture.deps);
    expect(await refusal(SoftDeleteUsers, new SoftDeleteUsers(ports).execute({ ids: [id] }, request(actor)))).toBe(
      code,
    );
    expect(calls).toEqual([]);
  });
});

const changes = [
  ['suspension', SuspendUser, suspend, ['pending', 'suspended', 'deleted']],
  ['reactivation', ReactivateUser, reactivate, ['pending', 'active', 'deleted']],
  ['restoration', RestoreUser, restore, ['pending', 'active', 'suspended']],
] as const;

describe.each(changes)('a %s is refused', (_, useCase, change, wrongStates) => {
  it.each(wrongStates)('in the state %s', async (status) => {
    const { fixture, id } = await accountThatIs(status);
    const events = fixture.memory.store.outbox.length;
    expect(await refusal(useCase, change(fixture, id))).toBe('wrong_state');
    expect(fixture.memory.store.outbox).toHaveLength(events);
  });

  it.each([
    ['not_authenticated', anonymous],
    ['user_not_found', holding()],
    ['forbidden', holding('users:read')],
    ['forbidden', holding('users:read', 'users:delete', 'roles:write')],
  ] as const)('as %s', async (code, actor) => {
    const { fixture, id } = await account();
    expect(await refusal(useCase, change(fixture, id, request(actor)))).toBe(code);
  });

  it('for nobody', async () => {
    const { fixture } = await account();
    expect(await refusal(useCase, change(fixture, missingId))).toBe('user_not_found');
  });

  // A delegate must not act on those above: Keycloak CVE-2026-9099.
  it('to a delegated manager on an administrator', async () => {
    const { fixture } = await account();
    const { id } = await administrator(fixture);
    const manager = request(holding('users:read', 'users:write'));
    expect(await refusal(useCase, change(fixture, id, manager))).toBe('forbidden');
  });

  it('to the account itself', async () => {
    const { fixture, id } = await account();
    expect(await refusal(useCase, change(fixture, id, request(await signedIn(fixture))))).toBe('forbidden');
  });
});

async function accountThatIs(status: UserStatus): Promise<{ fixture: UseCaseFixture; id: string }> {
  const fixture = useCaseFixture();
  if (status === 'pending') await register(fixture, ada);
  else await activeAccount(fixture);
  const { id } = fixture.userWith(ada.email) ?? { id: '' };
  if (status === 'suspended') await suspend(fixture, id);
  if (status === 'deleted') await softDelete(fixture, [id]);
  return { fixture, id };
}

it('every refusal of a soft deletion has a code', () => {
  for (const error of SoftDeleteUsers.itemErrors) expect(error.prototype).toBeInstanceOf(DomainError);
});
