import { type ActorFacts, Authenticate, CachedActorReader, DependencyUnavailable } from '@users/application';
import type { VerifiedClaims } from '@users/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { activeAccount, administrator, logIn } from '../support/accounts.ts';
import { request, sessionLifetime, useCaseFixture } from '../support/use-case-fixture.ts';

async function signedInAccount() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  const { accessToken, refreshToken } = await logIn(fixture);
  const who = () => fixture.authenticate.execute({ accessToken, fresh: true });
  return { fixture, id, accessToken, refreshToken, who };
}

describe('the bearer of an access token', () => {
  it('is who it was made for, with the roles and permissions of now', async () => {
    const { fixture, id, who } = await signedInAccount();
    const [sessionId] = [...fixture.memory.store.sessions.keys()];
    expect(await who()).toEqual({ kind: 'user', id, sessionId, roles: ['user'], permissions: new Set() });
    fixture.alter(id, () => ({ roles: ['admin', 'no_such_role'] }));
    expect(await who()).toMatchObject({ roles: ['admin', 'no_such_role'] });
    expect((await who())?.permissions.has('users:write')).toBe(true);
  });

  it.each([
    ['is suspended', { status: 'suspended' }],
    ['is deleted', { status: 'deleted' }],
    ['is pending', { status: 'pending' }],
    ['has moved to another epoch', { epoch: 99 }],
  ] as const)('is nobody once the account %s', async (_, change) => {
    const { fixture, id, who } = await signedInAccount();
    fixture.alter(id, () => change);
    expect(await who()).toBeNull();
  });

  it('is nobody once the account is gone', async () => {
    const { fixture, id, who } = await signedInAccount();
    fixture.memory.store.users.delete(id);
    expect(await who()).toBeNull();
  });

  it('is nobody once the session has ended', async () => {
    const { fixture, refreshToken, who } = await signedInAccount();
    await fixture.logOut.execute({ refreshToken }, request());
    expect(await who()).toBeNull();
  });

  it('is nobody once the token has expired', async () => {
    const { fixture, who } = await signedInAccount();
    fixture.clock.advance(599);
    expect(await who()).not.toBeNull();
    fixture.clock.advance(10);
    expect(await who()).toBeNull();
  });

  it('is nobody once the session was idle too long, whatever the token says of its own time', async () => {
    const { fixture, accessToken } = await signedInAccount();
    const claims = await fixture.deps.accessTokens.verify(accessToken);
    fixture.clock.advance(sessionLifetime.idleSeconds);
    const authenticate = new Authenticate({ ...fixture.deps, accessTokens: { verify: async () => claims } });
    expect(await authenticate.execute({ accessToken, fresh: true })).toBeNull();
  });

  // The session of one user under the name of another must be nobody's.
  it.each(['sub', 'sid', 'epoch'] as const)(
    'is nobody when the token’s %s is not that of the session',
    async (claim) => {
      const { fixture, accessToken } = await signedInAccount();
      const { id, sessionId } = await administrator(fixture);
      const mine = await fixture.deps.accessTokens.verify(accessToken);
      if (!mine) throw new Error('not our token');
      const foreign = { sub: id, sid: sessionId, epoch: mine.epoch + 1 };
      const mixed = { ...mine, [claim]: foreign[claim] } as VerifiedClaims;
      const authenticate = new Authenticate({ ...fixture.deps, accessTokens: { verify: async () => mixed } });
      expect(await authenticate.execute({ accessToken, fresh: true })).toBeNull();
    },
  );

  it('is nobody, without a look at the database, when the token is none of ours', async () => {
    const { fixture } = await signedInAccount();
    const elsewhere = await signedInAccount();
    const read = () => Promise.reject(new Error('must not be asked'));
    const authenticate = new Authenticate({ ...fixture.deps, actors: { read } });
    for (const accessToken of ['', 'a.b.c', elsewhere.accessToken, elsewhere.refreshToken]) {
      expect(await authenticate.execute({ accessToken, fresh: false })).toBeNull();
    }
  });

  it('is unknown while the database is away: a failure, not a stranger', async () => {
    const { fixture, accessToken } = await signedInAccount();
    const read = () => Promise.reject(new DependencyUnavailable('postgresql'));
    const attempt = new Authenticate({ ...fixture.deps, actors: { read } }).execute({ accessToken, fresh: false });
    await expect(attempt).rejects.toMatchObject({ code: 'dependency_unavailable' });
  });
});

describe('the cache of actors', () => {
  const key = { userId: 'u', sessionId: 's' };
  let now: number;
  let stored: ActorFacts | null;
  let queries: number;
  let answer: () => Promise<ActorFacts | null>;
  let cache: CachedActorReader;

  const facts = (epoch: number): ActorFacts => ({ ...key, epoch, roles: [], permissions: new Set() });
  const read = (fresh = false) => cache.read(key, { fresh });

  beforeEach(() => {
    now = 5000;
    queries = 0;
    stored = facts(1);
    answer = async () => stored;
    const query = () => {
      queries += 1;
      return answer();
    };
    cache = new CachedActorReader({ actors: { read: query }, monotonicMs: () => now });
  });

  it('gives an answer for 900 ms and no longer', async () => {
    expect(await read()).toEqual(facts(1));
    stored = null;
    now += 899;
    expect(await read()).toEqual(facts(1));
    now += 1;
    expect(await read()).toBeNull();
    expect(queries).toBe(2);
  });

  it('counts from before the query: a slow answer is old when it arrives', async () => {
    const slow = Promise.withResolvers<ActorFacts | null>();
    answer = () => slow.promise;
    const first = read();
    now += 900;
    slow.resolve(facts(1));
    expect(await first).toEqual(facts(1));
    answer = async () => facts(2);
    expect(await read()).toEqual(facts(2));
  });

  it('asks once for all that come together', async () => {
    const slow = Promise.withResolvers<ActorFacts | null>();
    answer = () => slow.promise;
    const all = Promise.all(Array.from({ length: 50 }, () => read()));
    slow.resolve(facts(1));
    expect(new Set(await all)).toEqual(new Set([facts(1)]));
    expect(queries).toBe(1);
  });

  it('keeps sessions apart, and users', async () => {
    await Promise.all([read(), cache.read({ ...key, sessionId: 't' }, { fresh: false })]);
    await cache.read({ ...key, userId: 'v' }, { fresh: false });
    expect(queries).toBe(3);
  });

  it('remembers also that there is nobody', async () => {
    stored = null;
    expect([await read(), await read()]).toEqual([null, null]);
    expect(queries).toBe(1);
  });

  it('is passed by unsafe methods, whose answer serves the next reader', async () => {
    await read();
    stored = facts(2);
    expect(await read(true)).toEqual(facts(2));
    expect(await read()).toEqual(facts(2));
    expect(queries).toBe(2);
  });

  it('never lets an older answer, that came late, replace a newer one', async () => {
    const slow = Promise.withResolvers<ActorFacts | null>();
    answer = () => slow.promise;
    const older = read();
    answer = async () => facts(2);
    expect(await read(true)).toEqual(facts(2));
    slow.resolve(facts(1));
    await older;
    expect(await read()).toEqual(facts(2));
  });

  it('does not remember a failure, nor lets a late one drop a newer answer', async () => {
    const slow = Promise.withResolvers<ActorFacts | null>();
    answer = () => slow.promise;
    const failing = read();
    answer = async () => facts(2);
    await read(true);
    slow.reject(new DependencyUnavailable('postgresql'));
    await expect(failing).rejects.toMatchObject({ code: 'dependency_unavailable' });
    expect(await read()).toEqual(facts(2));
    expect(queries).toBe(2);
    answer = () => Promise.reject(new DependencyUnavailable('postgresql'));
    await expect(read(true)).rejects.toMatchObject({ code: 'dependency_unavailable' });
    answer = async () => facts(3);
    expect(await read()).toEqual(facts(3));
  });

  it('forgets the oldest rather than grow without bound', async () => {
    await read();
    for (let others = 0; others < 20_000; others += 1) {
      await cache.read({ ...key, sessionId: `s${others}` }, { fresh: false });
    }
    expect(queries).toBe(20_001);
    await read();
    expect(queries).toBe(20_002);
  });
});
