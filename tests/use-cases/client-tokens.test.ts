import { Authenticate, CachedClientActorReader, type ClientActorFacts, IssueClientToken } from '@users/application';
import { type Permission, permissions, type VerifiedClaims } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, holding, logIn, operator } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { clientToken, createdClient } from '../support/service-clients.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function withClient(granted: readonly Permission[] = ['users:read', 'users:write']) {
  const fixture = useCaseFixture();
  return { fixture, ...(await createdClient(fixture, granted)) };
}

const revoke = ({ revokeClient }: UseCaseFixture, id: string) =>
  revokeClient.execute({ id, expectedVersion: null }, operator);

/** As another process, or a later release, would: past every rule. */
function alter(
  { memory: { store } }: UseCaseFixture,
  id: string,
  change: { permissions?: readonly Permission[] },
): void {
  const stored = store.clients.get(id);
  if (stored) store.clients.set(id, { ...stored, ...change });
}

describe('a token for a secret', () => {
  it('names the client twice, has no session, and allows what is granted', async () => {
    const { fixture, id, secret } = await withClient();
    const issued = await fixture.issueClientToken.execute({ clientId: id, secret, scope: null }, request());
    expect(issued).toMatchObject({ expiresInSeconds: 600, scope: 'users:read users:write' });
    const claims = await fixture.deps.accessTokens.verify(issued.accessToken);
    const iat = fixture.clock.now().getTime() / 1000;
    expect(claims).toEqual({
      ...{ sub: id, clientId: id, epoch: 1, scope: 'users:read users:write', iat, exp: iat + 600 },
      jti: expect.any(String),
    });
    expect(await fixture.bearer(issued.accessToken)).toEqual({
      ...{ kind: 'client', id, name: 'billing', permissions: new Set(['users:read', 'users:write']) },
    });
  });

  it('allows less when less is asked for', async () => {
    const { fixture, id, secret } = await withClient();
    const accessToken = await clientToken(fixture, { id, secret }, ['users:read']);
    expect(await fixture.bearer(accessToken)).toMatchObject({ permissions: new Set(['users:read']) });
  });

  it.each([[['users:delete']], [['users:read', 'users:delete']], [['']], [['everything']]])(
    'is refused for %j',
    async (scope) => {
      const { fixture, id, secret } = await withClient();
      const attempt = fixture.issueClientToken.execute({ clientId: id, secret, scope }, request());
      expect(await refusal(IssueClientToken, attempt)).toBe('invalid_scope');
    },
  );

  // Scope is told to those alone who have shown the secret.
  it('is refused alike, after the same work, to unknown, wrong and revoked', async () => {
    const { fixture, id, secret } = await withClient();
    const revoked = await createdClient(fixture, ['users:read']);
    await revoke(fixture, revoked.id);
    const work: string[][] = [];
    for (const input of [
      { clientId: '01890000-0000-7000-8000-00000000abcd', secret },
      { clientId: id, secret: 'wrong' },
      { clientId: id, secret: '' },
      { clientId: id, secret: `${secret}A` },
      { clientId: id, secret: revoked.secret },
      { clientId: revoked.id, secret: revoked.secret },
      { clientId: id, secret: fixture.memory.store.clients.get(id)?.secretDigest ?? '' },
    ]) {
      const { ports, calls } = recordCalls(fixture.deps);
      const attempt = new IssueClientToken(ports).execute({ ...input, scope: ['nothing'] }, request());
      expect(await refusal(IssueClientToken, attempt)).toBe('invalid_client');
      work.push(calls);
    }
    for (const calls of work)
      expect(calls.filter((call) => call !== 'clock.now')).toEqual(['ids.digest', 'reader.read']);
  });

  it('is no person’s token, and a person’s tokens are no secret', async () => {
    const { fixture, id } = await withClient();
    await activeAccount(fixture);
    const { accessToken, refreshToken } = await logIn(fixture);
    for (const secret of [accessToken, refreshToken]) {
      const attempt = fixture.issueClientToken.execute({ clientId: id, secret, scope: null }, request());
      expect(await refusal(IssueClientToken, attempt)).toBe('invalid_client');
    }
  });

  it('leaves nothing behind', async () => {
    const { fixture, id, secret } = await withClient();
    const before = structuredClone([
      fixture.memory.store.clients,
      fixture.memory.store.audit,
      fixture.memory.store.tasks,
    ]);
    await clientToken(fixture, { id, secret });
    expect([fixture.memory.store.clients, fixture.memory.store.audit, fixture.memory.store.tasks]).toEqual(before);
  });
});

describe('the bearer of a client’s token', () => {
  it('may do what the token says of what the client is granted now, and never more', async () => {
    const { fixture, id, secret } = await withClient();
    const narrow = await clientToken(fixture, { id, secret }, ['users:read']);
    const whole = await clientToken(fixture, { id, secret });
    alter(fixture, id, { permissions });
    expect(await fixture.bearer(narrow)).toMatchObject({ permissions: new Set(['users:read']) });
    alter(fixture, id, { permissions: ['users:write'] });
    expect(await fixture.bearer(whole)).toMatchObject({ permissions: new Set(['users:write']) });
    expect(await fixture.bearer(narrow)).toMatchObject({ kind: 'client', permissions: new Set() });
  });

  it('is nobody once the client is revoked, gone, or the token over', async () => {
    const { fixture, id, accessToken } = await withClient();
    const gone = await createdClient(fixture, ['users:read']);
    const ending = await createdClient(fixture, ['users:read']);
    await revoke(fixture, id);
    fixture.memory.store.clients.delete(gone.id);
    for (const token of [accessToken, gone.accessToken]) expect((await fixture.bearer(token)).kind).toBe('anonymous');
    fixture.clock.advance(600);
    expect((await fixture.bearer(ending.accessToken)).kind).toBe('anonymous');
  });

  it('is nobody when the token was issued while the client was being revoked', async () => {
    const { fixture, id, secret } = await withClient();
    const [issued] = await Promise.allSettled([clientToken(fixture, { id, secret }), revoke(fixture, id)]);
    if (issued.status === 'fulfilled') expect((await fixture.bearer(issued.value)).kind).toBe('anonymous');
    else expect(issued.reason).toMatchObject({ code: 'invalid_client' });
  });

  // The same claims read as the other kind must be nobody's.
  it('is not found among people, nor a person among clients', async () => {
    const { fixture, id, accessToken } = await withClient();
    const user = await activeAccount(fixture);
    const mine = await logIn(fixture);
    const asClient = await fixture.deps.accessTokens.verify(mine.accessToken);
    const asPerson = await fixture.deps.accessTokens.verify(accessToken);
    const mixed = [
      { ...asPerson, sub: user.id, clientId: user.id },
      { ...asClient, sub: id, sid: id },
    ] as VerifiedClaims[];
    for (const claims of mixed) {
      const authenticate = new Authenticate({ ...fixture.deps, accessTokens: { verify: async () => claims } });
      expect(await authenticate.execute({ accessToken, fresh: true })).toBeNull();
    }
  });
});

describe('the cache of service clients', () => {
  it('gives an answer for 900 ms and no longer; a younger token makes it ask', async () => {
    const { fixture, id, secret, accessToken } = await withClient();
    let now = 0;
    let queries = 0;
    const read = async (...input: [string, { fresh: boolean }]): Promise<ClientActorFacts | null> => {
      queries += 1;
      return fixture.memory.clientActorReader.read(input[0]);
    };
    const clientActors = new CachedClientActorReader({ clientActors: { read }, monotonicMs: () => now });
    const authenticate = new Authenticate({ ...fixture.deps, clientActors });
    const bearer = async (token: string) => (await authenticate.execute({ accessToken: token, fresh: false }))?.kind;
    expect([await bearer(accessToken), await bearer(accessToken), queries]).toEqual(['client', 'client', 1]);
    // An emergency rotation begins a new epoch: its first token is good at once, and ends the others.
    await fixture.rotateClientSecret.execute({ id, graceSeconds: 0, expectedVersion: null }, operator);
    expect(await bearer(accessToken)).toBe('client');
    await expect(clientToken(fixture, { id, secret })).rejects.toMatchObject({ code: 'invalid_client' });
    const rotated = await fixture.rotateClientSecret.execute({ id, graceSeconds: 60, expectedVersion: null }, operator);
    expect(await bearer(await clientToken(fixture, { id, secret: rotated.secret }))).toBe('client');
    expect([await bearer(accessToken), queries]).toEqual([undefined, 2]);
    const newest = await clientToken(fixture, { id, secret: rotated.secret });
    await revoke(fixture, id);
    now += 899;
    expect(await bearer(newest)).toBe('client');
    now += 1;
    expect(await bearer(newest)).toBeUndefined();
  });
});

describe('an introspection of a client’s token', () => {
  const ask = ({ introspectToken }: UseCaseFixture, token: string) =>
    introspectToken.execute({ token }, request(holding('sessions:read')));

  it('tells what it allows now', async () => {
    const { fixture, id, accessToken } = await withClient();
    alter(fixture, id, { permissions: ['users:read'] });
    const found = await ask(fixture, accessToken);
    expect(found?.holder).toMatchObject({ kind: 'client', id, permissions: new Set(['users:read']) });
    const iat = fixture.clock.now().getTime() / 1000;
    expect(found?.claims).toMatchObject({ sub: id, clientId: id, iat, exp: iat + 600 });
  });

  it('tells nothing once the client is revoked', async () => {
    const { fixture, id, accessToken } = await withClient();
    await revoke(fixture, id);
    expect(await ask(fixture, accessToken)).toBeNull();
  });

  it('may be asked by a client that is granted that, and by no other', async () => {
    const { fixture, accessToken } = await withClient();
    const asking = async (granted: readonly Permission[]) =>
      request(await fixture.bearer((await createdClient(fixture, granted)).accessToken));
    const input = { token: accessToken };
    expect(await fixture.introspectToken.execute(input, await asking(['sessions:read']))).not.toBeNull();
    const refused = fixture.introspectToken.execute(input, await asking(['users:read']));
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
  });
});
