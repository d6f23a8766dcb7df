import { LogOut } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, logIn } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function twoSessions() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  return { fixture, id, here: await logIn(fixture), elsewhere: await logIn(fixture) };
}

const alive = async ({ bearer }: UseCaseFixture, { accessToken }: { accessToken: string }) =>
  (await bearer(accessToken)).kind === 'user';

const trail = ({ memory: { store } }: UseCaseFixture) =>
  store.audit.filter(({ action }) => action === 'session.log_out');

describe('a log-out', () => {
  it('by the refresh token ends that family and no other', async () => {
    const { fixture, id, here, elsewhere } = await twoSessions();
    await fixture.logOut.execute({ refreshToken: here.refreshToken }, request());
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([false, true]);
    await expect(fixture.refreshSession.execute(here, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
    expect(await fixture.refreshSession.execute(elsewhere, request())).toBeDefined();
    const [session] = [...fixture.memory.store.sessions.values()].filter(({ endedAt }) => endedAt !== null);
    expect(session).toMatchObject({ endReason: 'logged_out', endedAt: fixture.clock.now() });
    expect(trail(fixture)).toMatchObject([{ subject: id, detail: { session_id: session?.id } }]);
  });

  it('by the access token ends its session', async () => {
    const { fixture, here, elsewhere } = await twoSessions();
    const actor = await fixture.bearer(here.accessToken);
    await fixture.logOut.execute({ refreshToken: null }, request(actor));
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([false, true]);
    expect(trail(fixture)).toMatchObject([{ actorKind: 'user' }]);
  });

  it('works with any genuine token of the family, and repeats in silence', async () => {
    const { fixture, here } = await twoSessions();
    const next = await fixture.refreshSession.execute(here, request());
    await fixture.logOut.execute({ refreshToken: here.refreshToken }, request());
    await fixture.logOut.execute({ refreshToken: next.refreshToken }, request());
    expect(await alive(fixture, next)).toBe(false);
    expect(trail(fixture)).toHaveLength(1);
  });

  it('leaves account and epoch as they are, and tells nobody', async () => {
    const { fixture, id, here } = await twoSessions();
    const before = fixture.user(id);
    const events = fixture.memory.store.outbox.length;
    await fixture.logOut.execute({ refreshToken: here.refreshToken }, request());
    expect(fixture.user(id)).toEqual(before);
    expect(fixture.memory.store.outbox).toHaveLength(events);
  });

  it('beats a refresh that runs at the same time, or is beaten by it: the session is over', async () => {
    const { fixture, here } = await twoSessions();
    await Promise.allSettled([
      fixture.refreshSession.execute(here, request()),
      fixture.logOut.execute({ refreshToken: here.refreshToken }, request()),
    ]);
    expect(await alive(fixture, here)).toBe(false);
  });
});

describe('a log-out that ends nothing', () => {
  it('is refused to nobody with nothing', async () => {
    const { fixture } = await twoSessions();
    expect(await refusal(LogOut, fixture.logOut.execute({ refreshToken: null }, request()))).toBe('not_authenticated');
  });

  // RFC 7009 §2.2: the answer to a token that is good for nothing is the same.
  it('is silent about tokens that are unknown, forged or no tokens, whoever sends them', async () => {
    const { fixture, here, elsewhere } = await twoSessions();
    const [session] = [...fixture.memory.store.sessions.values()];
    const { refreshTokens, ids } = fixture.deps;
    const sessionId = session?.id ?? '';
    const worthless = [
      refreshTokens.mint({ sessionId, generation: 1, seed: ids.secret() }),
      refreshTokens.mint({ sessionId: ids.uuid(), generation: 1, seed: ids.secret() }),
      here.accessToken,
      '',
    ];
    for (const refreshToken of worthless) {
      await fixture.logOut.execute({ refreshToken }, request());
      await fixture.logOut.execute({ refreshToken }, request(await fixture.bearer(elsewhere.accessToken)));
    }
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([true, true]);
    expect(trail(fixture)).toEqual([]);
  });
});
