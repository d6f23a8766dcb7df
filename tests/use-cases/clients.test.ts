import { CreateClient, GetClient, ListClients, RevokeClient, RotateClientSecret } from '@users/application';
import { type Actor, anonymous, type ClientActor, type Permission, permissions } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, administrator, holding, logIn, missingId, operator } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { clientToken, createdClient } from '../support/service-clients.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const billing = {
  ...{ name: 'billing', description: 'Writes invoices.' },
  permissions: ['users:write', 'users:read', 'users:read'] as readonly Permission[],
};
const reader: ClientActor = { kind: 'client', id: missingId, name: 'other', permissions: new Set(['users:read']) };
const keeper = holding('clients:write', 'users:read', 'users:write');

async function withClient(granted: readonly Permission[] = ['users:read']) {
  const fixture = useCaseFixture();
  return { fixture, ...(await createdClient(fixture, granted)) };
}

interface Change {
  readonly graceSeconds?: number;
  readonly expectedVersion?: number | null;
}

const rotate = ({ rotateClientSecret }: UseCaseFixture, id: string, actor: Actor, change: Change = {}) =>
  rotateClientSecret.execute({ id, graceSeconds: 60, expectedVersion: null, ...change }, request(actor));
const revoke = ({ revokeClient }: UseCaseFixture, id: string, actor: Actor, expectedVersion: number | null = null) =>
  revokeClient.execute({ id, expectedVersion }, request(actor));

/** Whether this secret gets a token now. */
const admitted = (fixture: UseCaseFixture, id: string, secret: string) =>
  clientToken(fixture, { id, secret }).then(
    () => true,
    () => false,
  );

describe('a service client', () => {
  it('is made of permissions that its maker holds, each once; its secret is told this once', async () => {
    const fixture = useCaseFixture();
    const { client, actions, secret } = await fixture.createClient.execute(billing, request(keeper));
    expect(client).toEqual({
      ...{ id: client.id, name: 'billing', description: 'Writes invoices.' },
      ...{ permissions: ['users:read', 'users:write'], createdAt: fixture.clock.now(), revokedAt: null },
      ...{ previousSecretUntil: null, version: 1 },
    });
    expect([...actions].sort()).toEqual(['client.read', 'client.revoke', 'client.rotate']);
    // 256 bits.
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const everything = JSON.stringify([...fixture.memory.store.clients, fixture.memory.store.audit]);
    expect(everything).not.toContain(secret);
    expect(fixture.memory.store.outbox).toEqual([]);
  });

  it('leaves a trail: who made, rotated and revoked it, and no secret', async () => {
    const fixture = useCaseFixture();
    const { client } = await fixture.createClient.execute(billing, request(keeper));
    await rotate(fixture, client.id, keeper);
    await revoke(fixture, client.id, keeper);
    const who = { actorKind: 'user', actorId: missingId, subject: null };
    const client_id = client.id;
    const trail = fixture.memory.store.audit.map(({ action, actorKind, actorId, subject, detail }) => {
      return { action, actorKind, actorId, subject, detail };
    });
    const granted = { name: 'billing', permissions: 'users:read users:write' };
    expect(trail).toEqual([
      { ...who, action: 'client.create', detail: { client_id, ...granted } },
      { ...who, action: 'client.rotate', detail: { client_id, grace_seconds: 60 } },
      { ...who, action: 'client.revoke', detail: { client_id } },
    ]);
  });

  it('is listed with the others, oldest first, and read alone; no digest comes along', async () => {
    const { fixture, id } = await withClient();
    fixture.clock.advance(1);
    const second = await createdClient(fixture, ['users:read', 'users:delete']);
    await revoke(fixture, id, keeper);
    const listed = await fixture.listClients.execute({}, request(keeper));
    expect(listed.map(({ client }) => [client.id, client.revokedAt])).toEqual([
      [id, fixture.clock.now()],
      [second.id, null],
    ]);
    // What outranks the reader, or is revoked, is offered for reading only.
    for (const { actions } of listed) expect([...actions]).toEqual(['client.read']);
    const { client } = await fixture.getClient.execute({ id: second.id }, request(keeper));
    expect(Object.keys(client).sort()).toEqual([
      ...['createdAt', 'description', 'id', 'name', 'permissions', 'previousSecretUntil', 'revokedAt', 'version'],
    ]);
  });
});

describe('a rotation', () => {
  it('hands out a new secret and keeps the old one for the grace', async () => {
    const { fixture, id, secret: first } = await withClient();
    const { client, secret: second } = await rotate(fixture, id, keeper);
    expect(client).toMatchObject({ version: 2, previousSecretUntil: new Date(fixture.clock.now().getTime() + 60_000) });
    fixture.clock.advance(59);
    expect([await admitted(fixture, id, first), await admitted(fixture, id, second)]).toEqual([true, true]);
    fixture.clock.advance(1);
    expect([await admitted(fixture, id, first), await admitted(fixture, id, second)]).toEqual([false, true]);
  });

  it('leaves the tokens alone, unless it is without a grace', async () => {
    const { fixture, id, accessToken } = await withClient();
    await rotate(fixture, id, keeper);
    expect((await fixture.bearer(accessToken)).kind).toBe('client');
    await rotate(fixture, id, keeper, { graceSeconds: 0 });
    expect((await fixture.bearer(accessToken)).kind).toBe('anonymous');
  });

  it('of a hundred at once with one version: one is done', async () => {
    const { fixture, id } = await withClient();
    const attempts = Array.from({ length: 100 }, () => rotate(fixture, id, keeper, { expectedVersion: 1 }));
    const results = await Promise.allSettled(attempts);
    const done = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value.secret] : []));
    const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(done).toHaveLength(1);
    expect(new Set(refused)).toEqual(new Set(['version_mismatch']));
    expect(await admitted(fixture, id, done[0] ?? '')).toBe(true);
    expect(fixture.memory.store.clients.get(id)?.version).toBe(2);
  });

  it('of two at once without a version both are done, one after the other: both secrets are good', async () => {
    const { fixture, id } = await withClient();
    const results = await Promise.all([rotate(fixture, id, keeper), rotate(fixture, id, keeper)]);
    for (const { secret } of results) expect(await admitted(fixture, id, secret)).toBe(true);
    expect(fixture.memory.store.clients.get(id)?.version).toBe(3);
  });

  it('and a revocation at once: it ends revoked', async () => {
    const { fixture, id, secret } = await withClient();
    const [rotated, revoked] = await Promise.allSettled([rotate(fixture, id, keeper), revoke(fixture, id, keeper)]);
    expect(revoked.status).toBe('fulfilled');
    const secrets = [secret, ...(rotated.status === 'fulfilled' ? [rotated.value.secret] : [])];
    for (const each of secrets) expect(await admitted(fixture, id, each)).toBe(false);
  });
});

describe('refused', () => {
  const reads = (fixture: UseCaseFixture, id: string, actor: Actor) =>
    [
      [ListClients, fixture.listClients.execute({}, request(actor))],
      [GetClient, fixture.getClient.execute({ id }, request(actor))],
      [GetClient, fixture.getClient.execute({ id: 'nonsense' }, request(actor))],
    ] as const;
  const writes = (fixture: UseCaseFixture, id: string, actor: Actor) =>
    [
      [CreateClient, fixture.createClient.execute({ ...billing, permissions: ['users:read'] }, request(actor))],
      [RotateClientSecret, rotate(fixture, id, actor)],
      [RevokeClient, revoke(fixture, id, actor)],
      [RevokeClient, revoke(fixture, missingId, actor)],
    ] as const;

  it.each([
    ['not_authenticated', anonymous],
    ['forbidden', holding(...permissions.filter((each) => each !== 'clients:write'))],
    ['forbidden', reader],
  ] as const)('as %s, whether or not there is such a client', async (code, actor) => {
    const { fixture, id } = await withClient();
    for (const [useCase, attempt] of [...reads(fixture, id, actor), ...writes(fixture, id, actor)]) {
      expect(await refusal(useCase, attempt)).toBe(code);
    }
  });

  // Keycloak CVE-2026-9099: what a delegate makes is more than the delegate.
  it('one that would be granted more than its maker holds', async () => {
    const fixture = useCaseFixture();
    for (const actor of [keeper, { ...keeper, kind: 'client', name: 'maker' } as const]) {
      const attempt = fixture.createClient.execute({ ...billing, permissions: ['users:delete'] }, request(actor));
      expect(await refusal(CreateClient, attempt)).toBe('grant_exceeds_own');
    }
    expect(fixture.memory.store.clients.size).toBe(0);
  });

  it('to take over, or end, one that is granted more', async () => {
    const { fixture, id } = await withClient(['users:delete']);
    expect(await refusal(RotateClientSecret, rotate(fixture, id, keeper))).toBe('forbidden');
    expect(await refusal(RevokeClient, revoke(fixture, id, keeper))).toBe('forbidden');
  });

  it('once it is revoked, at another version, and when there is none', async () => {
    const { fixture, id } = await withClient();
    expect(await refusal(RotateClientSecret, rotate(fixture, id, keeper, { expectedVersion: 2 }))).toBe(
      'version_mismatch',
    );
    expect(await refusal(RevokeClient, revoke(fixture, id, keeper, 2))).toBe('version_mismatch');
    await revoke(fixture, id, keeper, 1);
    expect(await refusal(RotateClientSecret, rotate(fixture, id, keeper))).toBe('wrong_state');
    expect(await refusal(RevokeClient, revoke(fixture, id, keeper))).toBe('wrong_state');
    expect(await refusal(RevokeClient, revoke(fixture, missingId, keeper))).toBe('client_not_found');
    expect(await refusal(GetClient, fixture.getClient.execute({ id: missingId }, operator))).toBe('client_not_found');
  });
});

describe('a service client that acts', () => {
  async function acting(granted: readonly Permission[]) {
    const { fixture, id, accessToken } = await withClient(granted);
    const actor = await fixture.bearer(accessToken);
    return { fixture, clientId: id, actor, context: request(actor) };
  }

  it('is named in the trail as what caused a change of a user', async () => {
    const { fixture, clientId, context } = await acting(['users:read', 'users:write']);
    const { id } = await activeAccount(fixture);
    const input = { id, fullName: 'Ada King', expectedVersion: null };
    await fixture.updateUser.execute(input, context);
    expect(fixture.memory.store.audit.at(-1)).toMatchObject({
      ...{ action: 'user.update', actorKind: 'client', actorId: clientId, sessionId: null, subject: id },
    });
  });

  it('cannot give what it is not granted, nor act on those above', async () => {
    const { fixture, context } = await acting(['users:read', 'users:write', 'roles:write']);
    const { id: admin } = await administrator(fixture);
    const { id } = await activeAccount(fixture);
    const give = fixture.setUserRoles.execute({ id, roles: ['admin'], expectedVersion: null }, context);
    await expect(give).rejects.toMatchObject({ code: 'grant_exceeds_own' });
    const invite = fixture.createUser.execute(
      { email: 'new@example.org', fullName: 'New', locale: 'en', metadata: {}, roles: ['admin'] },
      context,
    );
    await expect(invite).rejects.toMatchObject({ code: 'grant_exceeds_own' });
    const demote = fixture.setUserRoles.execute({ id: admin, roles: ['user'], expectedVersion: null }, context);
    await expect(demote).rejects.toMatchObject({ code: 'forbidden' });
    await fixture.setUserRoles.execute({ id, roles: [], expectedVersion: null }, context);
  });

  it('leaves the last administrator, whatever it is granted', async () => {
    const { fixture, context } = await acting(permissions);
    const { id } = await administrator(fixture);
    const attempts = [
      fixture.setUserRoles.execute({ id, roles: ['user'], expectedVersion: null }, context),
      fixture.suspendUser.execute({ id, reason: 'spite', expectedVersion: null }, context),
      fixture.deleteUser.execute({ id, expectedVersion: null }, context),
    ];
    const refused = { status: 'rejected', reason: { code: 'last_admin' } };
    expect(await Promise.allSettled(attempts)).toMatchObject([refused, refused, refused]);
    const [softly] = await fixture.softDeleteUsers.execute({ ids: [id] }, context);
    expect(softly?.error?.code).toBe('last_admin');
  });

  it('has no password to change and no session to end, but may end the one whose token it holds', async () => {
    const { fixture, context } = await acting(permissions);
    await activeAccount(fixture);
    const { refreshToken, accessToken } = await logIn(fixture, ada);
    const change = fixture.changePassword.execute({ currentPassword: 'a', newPassword: 'b' }, context);
    await expect(change).rejects.toMatchObject({ code: 'forbidden' });
    await expect(fixture.logOut.execute({ refreshToken: null }, context)).rejects.toMatchObject({ code: 'forbidden' });
    await fixture.logOut.execute({ refreshToken }, context);
    expect((await fixture.bearer(accessToken)).kind).toBe('anonymous');
  });
});
