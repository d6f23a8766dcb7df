import { DependencyUnavailable, type IssuedTokens, RefreshSession } from '@users/application';
import { generateSecretKey, HmacRefreshTokenCodec, parseSecretKeys } from '@users/crypto';
import type { SessionState } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, logIn } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, sessionLifetime, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const refresh = ({ refreshSession }: UseCaseFixture, { refreshToken }: Pick<IssuedTokens, 'refreshToken'>) =>
  refreshSession.execute({ refreshToken }, request());

const refused = (fixture: UseCaseFixture, tokens: Pick<IssuedTokens, 'refreshToken'>) =>
  refusal(RefreshSession, refresh(fixture, tokens));

/** Logged in once, with the tokens of that. */
async function loggedIn() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  const first = await logIn(fixture);
  return { fixture, id, first, session: () => onlySession(fixture) };
}

function onlySession({ memory: { store } }: UseCaseFixture): SessionState {
  const [session, ...more] = store.sessions.values();
  if (!session || more.length > 0) throw new Error('not one session');
  return structuredClone(session);
}

describe('a refresh', () => {
  it('hands out a new pair and remembers nothing but a number', async () => {
    const { fixture, id, first, session } = await loggedIn();
    const before = session();
    fixture.clock.advance(300);
    const second = await refresh(fixture, first);
    expect(second).toMatchObject({ userId: id, expiresInSeconds: 600 });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(session()).toEqual({
      ...before,
      generation: 2,
      rotatedAt: fixture.clock.now(),
      revision: before.revision + 1,
    });
    expect(await fixture.bearer(second.accessToken)).toMatchObject({ kind: 'user', id, sessionId: before.id });
    expect(await refresh(fixture, second)).toBeDefined();
  });

  it('puts the roles of now into the access token', async () => {
    const { fixture, id, first } = await loggedIn();
    fixture.alter(id, () => ({ roles: ['admin', 'user'] }));
    const { accessToken } = await refresh(fixture, first);
    expect(await fixture.deps.accessTokens.verify(accessToken)).toMatchObject({
      roles: ['admin', 'user'],
      scope: expect.stringContaining('users:write'),
    });
  });

  it('a hundred times at once: one rotation, one distinct successor', async () => {
    const { fixture, first, session } = await loggedIn();
    const all = await Promise.all(Array.from({ length: 100 }, () => refresh(fixture, first)));
    expect(new Set(all.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(session()).toMatchObject({ generation: 2, endedAt: null });
  });

  // The race that ended sessions elsewhere: Keycloak CVE-2026-1035.
  it('whose answer was lost is answered again for ten seconds, with the same successor and no new life', async () => {
    const { fixture, first, session } = await loggedIn();
    fixture.clock.advance(60);
    const second = await refresh(fixture, first);
    const rotated = session();
    for (const seconds of [0, 5, 5]) {
      fixture.clock.advance(seconds);
      expect((await refresh(fixture, first)).refreshToken).toBe(second.refreshToken);
    }
    expect(session()).toEqual(rotated);
    expect((await refresh(fixture, second)).refreshToken).not.toBe(second.refreshToken);
  });
});

describe('a refresh token that comes back too late', () => {
  it('after the grace ends the family, for whoever holds the newest too', async () => {
    const { fixture, id, first, session } = await loggedIn();
    const second = await refresh(fixture, first);
    fixture.clock.advance(sessionLifetime.graceSeconds + 0.001);
    expect(await refused(fixture, first)).toBe('invalid_refresh_token');
    expect(session()).toMatchObject({ endedAt: fixture.clock.now(), endReason: 'reuse_detected' });
    expect(await refused(fixture, second)).toBe('invalid_refresh_token');
    expect(await fixture.bearer(second.accessToken)).toEqual({ kind: 'anonymous' });
    const detail = { session_id: session().id, reuse_detected: true };
    expect(fixture.memory.store.audit.at(-1)).toMatchObject({ action: 'session.refresh', subject: id, detail });
  });

  it('two generations late ends it within the grace too', async () => {
    const { fixture, first, session } = await loggedIn();
    const third = await refresh(fixture, await refresh(fixture, first));
    expect(await refused(fixture, first)).toBe('invalid_refresh_token');
    expect(session().endReason).toBe('reuse_detected');
    expect(await refused(fixture, third)).toBe('invalid_refresh_token');
  });

  it('ends its own family only', async () => {
    const { fixture, first } = await loggedIn();
    const elsewhere = await logIn(fixture);
    await refresh(fixture, await refresh(fixture, first));
    await refused(fixture, first);
    expect(await refresh(fixture, elsewhere)).toBeDefined();
  });

  it('in a family that is over changes nothing', async () => {
    const { fixture, first, session } = await loggedIn();
    await refresh(fixture, first);
    fixture.clock.advance(sessionLifetime.idleSeconds);
    const before = session();
    expect(await refused(fixture, first)).toBe('invalid_refresh_token');
    expect(session()).toEqual(before);
  });
});

describe('a forged refresh token is refused and the family lives on', () => {
  const foreign = new HmacRefreshTokenCodec(parseSecretKeys(generateSecretKey()));

  it.each([
    ['made with another key', ({ id: sessionId, generation, seed }: SessionState) => ({ sessionId, generation, seed })],
    ['of an older generation', ({ id: sessionId, seed }: SessionState) => ({ sessionId, generation: 0, seed })],
  ])('%s', async (_, input) => {
    const { fixture, first, session } = await loggedIn();
    expect(await refused(fixture, { refreshToken: foreign.mint(input(session())) })).toBe('invalid_refresh_token');
    expect(session().endedAt).toBeNull();
    expect(await refresh(fixture, first)).toBeDefined();
  });

  it('made for another seed, session or text', async () => {
    const { fixture, first, session } = await loggedIn();
    const { id: sessionId, seed } = session();
    const { refreshTokens, ids } = fixture.deps;
    const forged = [
      refreshTokens.mint({ sessionId, generation: 1, seed: ids.secret() }),
      refreshTokens.mint({ sessionId: ids.uuid(), generation: 1, seed }),
      `${first.refreshToken.slice(0, -1)}${first.refreshToken.endsWith('A') ? 'E' : 'A'}`,
      `${first.refreshToken} `,
      'rt_',
      '',
    ];
    for (const refreshToken of forged) expect(await refused(fixture, { refreshToken })).toBe('invalid_refresh_token');
    expect(await refresh(fixture, first)).toBeDefined();
  });

  it('and what is no refresh token at all costs no look at the database', async () => {
    const { fixture, first } = await loggedIn();
    const { ports, calls } = recordCalls(fixture.deps);
    const attempt = new RefreshSession(ports).execute({ refreshToken: first.accessToken }, request());
    expect(await refusal(RefreshSession, attempt)).toBe('invalid_refresh_token');
    expect(calls).not.toContain('unitOfWork.run');
  });
});

describe('a session ends', () => {
  it('when it was not used for the idle time, counted from the last rotation', async () => {
    const { fixture, first } = await loggedIn();
    fixture.clock.advance(sessionLifetime.idleSeconds - 1);
    const second = await refresh(fixture, first);
    fixture.clock.advance(sessionLifetime.idleSeconds - 1);
    const third = await refresh(fixture, second);
    fixture.clock.advance(sessionLifetime.idleSeconds);
    expect(await refused(fixture, third)).toBe('invalid_refresh_token');
  });

  it('at its absolute time, however busy', async () => {
    const { fixture, first } = await loggedIn();
    const step = sessionLifetime.absoluteSeconds / 10;
    let tokens = first;
    for (let used = 1; used < 10; used += 1) {
      fixture.clock.advance(step);
      tokens = await refresh(fixture, tokens);
    }
    fixture.clock.advance(step - 1);
    tokens = await refresh(fixture, tokens);
    fixture.clock.advance(1);
    expect(await refused(fixture, tokens)).toBe('invalid_refresh_token');
  });

  it('when the user’s epoch moves on', async () => {
    const { fixture, id, first } = await loggedIn();
    fixture.alter(id, ({ epoch }) => ({ epoch: epoch + 1 }));
    expect(await refused(fixture, first)).toBe('invalid_refresh_token');
  });

  // Whether or not whoever suspended the account remembered the epoch: Zitadel CVE-2024-47000.
  it.each(['suspended', 'deleted', 'pending'] as const)('when the account is %s', async (status) => {
    const { fixture, id, first, session } = await loggedIn();
    fixture.alter(id, () => ({ status }));
    expect(await refused(fixture, first)).toBe('invalid_refresh_token');
    expect(session().generation).toBe(1);
  });

  it('when the account is gone', async () => {
    const { fixture, id, first } = await loggedIn();
    fixture.memory.store.users.delete(id);
    expect(await refused(fixture, first)).toBe('invalid_refresh_token');
  });
});

it('with the database away nothing is lost: the same token works afterwards', async () => {
  const { fixture, first } = await loggedIn();
  const unitOfWork = { run: () => Promise.reject(new DependencyUnavailable('postgresql')) };
  const attempt = new RefreshSession({ ...fixture.deps, unitOfWork }).execute(first, request());
  expect(await refusal(RefreshSession, attempt)).toBe('dependency_unavailable');
  expect(await refresh(fixture, first)).toBeDefined();
});

it('a crash between rotation and answer costs nothing within the grace', async () => {
  const { fixture, first } = await loggedIn();
  const sign = () => Promise.reject(new Error('killed'));
  const accessTokens = { sign, ttlSeconds: 600 };
  const killed = new RefreshSession({ ...fixture.deps, accessTokens });
  await expect(killed.execute(first, request())).rejects.toThrow('killed');
  fixture.clock.advance(1);
  const repeated = await refresh(fixture, first);
  expect(await refresh(fixture, repeated)).toBeDefined();
});
