import { AcceptInvitation, CreateUser, type CreateUserInput, PreviewLink } from '@users/application';
import { anonymous, type Permission } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  administrator,
  holding,
  logIn,
  operator,
  otherPassword,
  password,
  register,
  resetLink,
} from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { invitationTtlSeconds, request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const grace: CreateUserInput = {
  ...{ email: 'grace@example.org', fullName: 'Grace Hopper', locale: 'es' },
  ...{ metadata: { team: 'navy' }, roles: ['user'] },
};

async function invited(input: Partial<CreateUserInput> = {}) {
  const fixture = useCaseFixture();
  const { user } = await fixture.createUser.execute({ ...grace, ...input }, operator);
  await fixture.work();
  const [token = ''] = fixture.links(grace.email, 'invitation');
  return { fixture, id: user.id, token };
}

const accept = ({ acceptInvitation }: UseCaseFixture, token: string, chosen = password) =>
  acceptInvitation.execute({ token, password: chosen }, request());

const preview = ({ previewLink }: UseCaseFixture, token: string) =>
  previewLink.execute({ purpose: 'invitation', token }, request());

describe('an invitation', () => {
  it('makes a pending user without a password, told of to others, with the link sealed', async () => {
    const fixture = useCaseFixture();
    const admin = await administrator(fixture);
    const before = fixture.memory.store.outbox.length;
    const { user, actions } = await fixture.createUser.execute(grace, request(admin));
    expect(user).toMatchObject({ ...grace, status: 'pending', emailVerifiedAt: null, version: 1 });
    expect(actions.has('user.soft_delete')).toBe(true);
    expect(fixture.user(user.id)).toMatchObject({ passwordHash: null, contested: false });
    await fixture.work();
    const [token = ''] = fixture.links(grace.email, 'invitation');
    const events = fixture.memory.store.outbox.slice(before);
    expect(events).toMatchObject([
      { type: 'user.created', sequence: 1 },
      { type: 'user.verification_token.created', sequence: 2, data: { purpose: 'invitation' } },
    ]);
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(token);
    const entry = { action: 'user.create', actorId: admin.id, subject: user.id };
    expect(fixture.memory.store.audit.at(-1)).toMatchObject(entry);
  });

  it('is mailed in the language and to the name that the administrator gave', async () => {
    const { fixture } = await invited();
    expect(fixture.mailer.sent).toMatchObject([
      { template: 'invitation', to: grace.email, fullName: 'Grace Hopper', locale: 'es', network: null },
    ]);
  });

  it('accepted sets the password, verifies the address, and lets its owner in', async () => {
    const { fixture, id, token } = await invited();
    expect(await preview(fixture, token)).toEqual({ requestedAt: fixture.clock.now(), network: null });
    fixture.clock.advance(60);
    expect(await accept(fixture, token)).toEqual({ userId: id });
    expect(fixture.user(id)).toMatchObject({ status: 'active', emailVerifiedAt: fixture.clock.now(), epoch: 2 });
    expect(fixture.memory.store.outbox.at(-1)?.data).toMatchObject({
      ...{ reason: 'invitation_accepted', changed: ['status', 'email_verified', 'password'] },
    });
    expect(await logIn(fixture, { ...ada, email: grace.email })).toMatchObject({ userId: id });
  });

  it('is accepted once', async () => {
    const { fixture, token } = await invited();
    await accept(fixture, token);
    expect(await refusal(AcceptInvitation, accept(fixture, token, otherPassword))).toBe('link_expired');
    expect(await refusal(PreviewLink, preview(fixture, token))).toBe('link_expired');
    expect(fixture.memory.store.tokens.size).toBe(0);
  });

  it('of ten at once is accepted by one, whose password counts', async () => {
    const { fixture, token } = await invited();
    const passwords = Array.from({ length: 10 }, (_, index) => `${password} number ${index}`);
    const results = await Promise.allSettled(passwords.map((chosen) => accept(fixture, token, chosen)));
    const winners = passwords.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'link_expired' });
    }
    await logIn(fixture, { ...ada, email: grace.email, password: winners[0] ?? '' });
  });

  // Keycloak CVE-2026-9802: a store that comes back from an old copy knows the link again.
  it('stays accepted when the store of the links is restored from before', async () => {
    const { fixture, token } = await invited();
    const [[key, state] = []] = structuredClone([...fixture.memory.store.tokens]);
    await accept(fixture, token);
    if (key !== undefined && state !== undefined) fixture.memory.store.tokens.set(key, state);
    expect(await refusal(AcceptInvitation, accept(fixture, token, otherPassword))).toBe('link_expired');
  });

  it('is done even when the store of the links fails afterwards', async () => {
    const { fixture, id, token } = await invited();
    const tokens = { ...fixture.deps.tokens, burn: () => Promise.reject(new Error('away')) };
    const find = fixture.deps.tokens.find.bind(fixture.deps.tokens);
    const acceptInvitation = new AcceptInvitation({ ...fixture.deps, tokens: { ...tokens, find } });
    expect(await acceptInvitation.execute({ token, password }, request())).toEqual({ userId: id });
    expect(await refusal(AcceptInvitation, accept(fixture, token))).toBe('link_expired');
  });

  it('ends after its seven days, without spending a hash', async () => {
    const { fixture, token } = await invited();
    fixture.clock.advance(invitationTtlSeconds);
    const { ports, calls } = recordCalls(fixture.deps);
    const attempt = new AcceptInvitation(ports).execute({ token, password }, request());
    expect(await refusal(AcceptInvitation, attempt)).toBe('link_expired');
    expect(calls).not.toContain('hasher.hash');
  });

  it.each(['short', 'Grace Hopper', 'grace@example.org'])(
    'refuses the password %j and can be tried again',
    async (chosen) => {
      const { fixture, token } = await invited();
      expect(await refusal(AcceptInvitation, accept(fixture, token, chosen))).toBe('weak_password');
      await accept(fixture, token);
    },
  );

  it('is dead once the account was soft-deleted, also when that is undone', async () => {
    const { fixture, id, token } = await invited();
    await fixture.softDeleteUsers.execute({ ids: [id] }, operator);
    expect(await refusal(AcceptInvitation, accept(fixture, token))).toBe('link_expired');
    await fixture.restoreUser.execute({ id, expectedVersion: null }, operator);
    expect(fixture.user(id).status).toBe('pending');
    expect(await refusal(AcceptInvitation, accept(fixture, token))).toBe('link_expired');
  });

  // Keycloak CVE-2026-4282: a token is good for its purpose and nothing else.
  it('is no other kind of link, and no other kind is an invitation', async () => {
    const { fixture, token } = await invited();
    await expect(fixture.resetPassword.execute({ token, password }, request())).rejects.toMatchObject({
      code: 'link_expired',
    });
    await expect(fixture.verifyEmail.execute({ token, password }, request())).rejects.toMatchObject({
      code: 'link_expired',
    });
    await expect(fixture.confirmEmailChange.execute({ token }, request())).rejects.toMatchObject({
      code: 'link_expired',
    });
    await activeAccount(fixture);
    expect(await refusal(AcceptInvitation, accept(fixture, await resetLink(fixture)))).toBe('link_expired');
    expect(await refusal(AcceptInvitation, accept(fixture, 'no token at all'))).toBe('link_expired');
  });

  // Roles were granted to the invited person: a registration in between must bring no password into the account.
  it('is not hijacked by whoever registers the address meanwhile', async () => {
    const { fixture, id } = await invited({ roles: ['admin', 'user'] });
    const link = await register(fixture, { ...ada, email: grace.email, password: otherPassword });
    const state = await fixture.previewVerification.execute({ token: link }, request());
    expect(state).toMatchObject({ state: 'choose_password' });
    const follow = (chosen: string | null) => fixture.verifyEmail.execute({ token: link, password: chosen }, request());
    await expect(follow(null)).rejects.toMatchObject({ code: 'password_required' });
    await follow(password);
    await expect(logIn(fixture, { ...ada, email: grace.email, password: otherPassword })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    expect(await logIn(fixture, { ...ada, email: grace.email })).toMatchObject({ userId: id });
    expect(fixture.user(id).fullName).toBe(grace.fullName);
  });
});

describe('an invitation is refused', () => {
  it.each([
    ['not_authenticated', anonymous],
    ['forbidden', holding()],
    ['forbidden', holding('users:read', 'users:delete', 'roles:write')],
  ] as const)('as %s, before anything is looked up', async (code, actor) => {
    const fixture = useCaseFixture();
    const { ports, calls } = recordCalls(fixture.deps);
    expect(await refusal(CreateUser, new CreateUser(ports).execute(grace, request(actor)))).toBe(code);
    expect(calls).toEqual([]);
  });

  it.each(['pending', 'active', 'suspended', 'deleted'] as const)('to the address of a %s account', async (status) => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture, { ...ada, email: grace.email });
    fixture.alter(id, () => ({ status }));
    const before = structuredClone(fixture.memory.store);
    expect(await refusal(CreateUser, fixture.createUser.execute(grace, operator))).toBe('email_taken');
    const { users, outbox, tasks, audit } = fixture.memory.store;
    expect({ users, outbox, tasks, audit }).toEqual({
      ...{ users: before.users, outbox: before.outbox, tasks: before.tasks, audit: before.audit },
    });
  });

  const manager: readonly Permission[] = ['users:read', 'users:write'];

  it.each([
    ['invalid_email', { email: 'grace' }, manager],
    ['unknown_role', { roles: ['user', 'astronaut'] }, manager],
    // Keycloak CVE-2026-9099: a delegate hands out what only those above hold.
    ['grant_exceeds_own', { roles: ['admin'] }, manager],
  ] as const)('as %s: %o', async (code, change, held) => {
    const fixture = useCaseFixture();
    const attempt = fixture.createUser.execute({ ...grace, ...change }, request(holding(...held)));
    expect(await refusal(CreateUser, attempt)).toBe(code);
    const { users, outbox, tasks } = fixture.memory.store;
    expect([users.size, outbox.length, tasks.size]).toEqual([0, 0, 0]);
  });

  it('not to a delegated manager who grants nothing', async () => {
    const fixture = useCaseFixture();
    const { user } = await fixture.createUser.execute(grace, request(holding('users:read', 'users:write')));
    expect(user.roles).toEqual(['user']);
  });
});
