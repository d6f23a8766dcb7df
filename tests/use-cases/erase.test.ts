import { DeleteUser } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  administrator,
  emailChangeLink,
  holding,
  logIn,
  missingId,
  operator,
  register,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function account() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id };
}

const erase = ({ deleteUser }: UseCaseFixture, id: string, actor = operator, expectedVersion: number | null = null) =>
  deleteUser.execute({ id, expectedVersion }, actor);

/** All that is kept but the history of events, which ends with its retention. */
function kept({ memory: { store } }: UseCaseFixture): string {
  const { outbox: _, log: __, ...rest } = store;
  return JSON.stringify(rest, (___, value: unknown) => {
    if (value instanceof Map) return [...value];
    return typeof value === 'bigint' ? String(value) : value;
  });
}

describe('an erasure', () => {
  it('leaves no name, address, device or metadata anywhere', async () => {
    const { fixture, id } = await account();
    await fixture.updateUser.execute({ id, expectedVersion: null, metadata: { desk: 'Analytical Engine' } }, operator);
    await resetLink(fixture);
    await fixture.confirmEmailChange.execute(
      { token: await emailChangeLink(fixture, await signedIn(fixture), 'lovelace@example.org') },
      request(),
    );
    const moved = { ...ada, email: 'lovelace@example.org' };
    await resetLink(fixture, moved.email);
    await logIn(fixture, moved);
    await fixture.suspendUser.execute({ id, reason: 'Poetical science', expectedVersion: null }, operator);
    await fixture.work();
    for (const word of [ada.email, moved.email, ada.fullName, 'vitest', 'Analytical', 'Poetical']) {
      expect(kept(fixture)).toContain(word);
    }
    await erase(fixture, id);
    for (const word of [ada.email, moved.email, ada.fullName, 'vitest', 'Analytical', 'Poetical', 'argon2']) {
      expect(
        kept(fixture).replaceAll(/"(?:passwordHash)":"[^"]*"/g, (hash) => (word === 'argon2' ? '' : hash)),
      ).not.toContain(word);
    }
    expect(fixture.user(id)).toMatchObject({
      id,
      email: '',
      fullName: '',
      passwordHash: null,
      roles: [],
      metadata: {},
    });
  });

  it('is told to others by the id alone', async () => {
    const { fixture, id } = await account();
    await erase(fixture, id);
    const deletedAt = fixture.clock.now().toISOString();
    expect(fixture.memory.store.outbox.at(-1)).toMatchObject({ type: 'user.deleted', subject: id, sequence: 4 });
    expect(fixture.memory.store.outbox.at(-1)?.data).toEqual({ id, deleted_at: deletedAt });
    expect(fixture.memory.store.audit.at(-1)).toMatchObject({ action: 'user.delete', subject: id });
  });

  it('ends sessions and links at once, and nobody can log in', async () => {
    const { fixture, id } = await account();
    const token = await resetLink(fixture);
    const session = await logIn(fixture);
    await erase(fixture, id);
    expect(fixture.memory.store.sessions.size).toBe(0);
    expect((await fixture.bearer(session.accessToken)).kind).toBe('anonymous');
    await expect(fixture.refreshSession.execute(session, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
    await expect(
      fixture.resetPassword.execute({ token, password: 'a long new password' }, request()),
    ).rejects.toMatchObject({
      code: 'link_expired',
    });
    await expect(logIn(fixture)).rejects.toMatchObject({ code: 'invalid_credentials' });
  });

  it('of a pending account kills the links that were sent', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    await erase(fixture, fixture.userWith(ada.email)?.id ?? '');
    await expect(fixture.verifyEmail.execute({ token, password: null }, request())).rejects.toMatchObject({
      code: 'link_expired',
    });
  });

  it('frees the address for a new account', async () => {
    const { fixture, id } = await account();
    await erase(fixture, id);
    const { id: next } = await activeAccount(fixture);
    expect(next).not.toBe(id);
    expect(await logIn(fixture)).toMatchObject({ userId: next });
  });

  it('of two accounts leaves two rows without an address: they do not collide', async () => {
    const { fixture, id } = await account();
    const { id: eve } = await activeAccount(fixture, { ...ada, email: 'eve@example.org' });
    await erase(fixture, id);
    await erase(fixture, eve);
    expect([fixture.user(id).email, fixture.user(eve).email]).toEqual(['', '']);
  });

  it('is for good: nothing finds, lists, restores or erases it again', async () => {
    const { fixture, id } = await account();
    await erase(fixture, id);
    const anyone = { q: null, role: null, verified: null, createdAfter: null, createdBefore: null };
    const list = { limit: 10, cursor: null, sort: null, includeTotal: true };
    for (const status of [null, 'deleted'] as const) {
      const page = await fixture.listUsers.execute({ ...list, filter: { ...anyone, status } }, operator);
      expect([page.items, page.total]).toEqual([[], 0]);
    }
    const target = { id, expectedVersion: null };
    for (const attempt of [
      fixture.getUser.execute({ id }, operator),
      fixture.restoreUser.execute(target, operator),
      fixture.updateUser.execute({ ...target, fullName: 'Ada' }, operator),
      fixture.setUserRoles.execute({ ...target, roles: ['user'] }, operator),
      fixture.listSessions.execute({ id }, operator),
      fixture.endSessions.execute({ id }, operator),
      fixture.requestEmailChange.execute({ id, email: 'new@example.org', currentPassword: null }, operator),
      erase(fixture, id),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'user_not_found' });
    }
  });

  it.each(['pending', 'active', 'suspended', 'deleted'] as const)('is possible of a %s account', async (status) => {
    const { fixture, id } = await account();
    fixture.alter(id, () => ({ status }));
    await erase(fixture, id);
    expect(fixture.user(id)).toMatchObject({ status: 'deleted', erasedAt: fixture.clock.now() });
  });
});

describe('an erasure is for', () => {
  it('the owner', async () => {
    const { fixture, id } = await account();
    await erase(fixture, id, request(await signedIn(fixture)));
    expect(fixture.user(id).erasedAt).not.toBeNull();
  });

  it.each([
    ['not_authenticated', anonymous],
    ['user_not_found', holding()],
    ['user_not_found', holding('users:write')],
    ['forbidden', holding('users:read', 'users:write')],
  ] as const)('nobody who gets %s', async (code, actor) => {
    const { fixture, id } = await account();
    expect(await refusal(DeleteUser, erase(fixture, id, request(actor)))).toBe(code);
    expect(fixture.user(id).erasedAt).toBeNull();
  });

  it('no delegate on an administrator, and nobody at another version', async () => {
    const { fixture, id } = await account();
    const { id: admin } = await administrator(fixture);
    const delegate = request(holding('users:read', 'users:delete'));
    expect(await refusal(DeleteUser, erase(fixture, admin, delegate))).toBe('forbidden');
    expect(await refusal(DeleteUser, erase(fixture, id, delegate, 1))).toBe('version_mismatch');
    expect(await refusal(DeleteUser, erase(fixture, missingId, delegate))).toBe('user_not_found');
  });
});
