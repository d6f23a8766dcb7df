import { Authenticate, CachedActorReader, ChangePassword, IntrospectToken } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, logIn, operator, otherPassword, password } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, sessionLifetime, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

async function twoSessions() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  const [here, elsewhere] = [await logIn(fixture), await logIn(fixture)];
  return { fixture, id, here, elsewhere, actor: await fixture.bearer(here.accessToken) };
}

const input = { currentPassword: password, newPassword: otherPassword };
const alive = async (fixture: UseCaseFixture, { accessToken }: { accessToken: string }) =>
  (await fixture.bearer(accessToken)).kind === 'user';

describe('a change of password', () => {
  it('ends every session, and goes on in one that succeeds its own', async () => {
    const { fixture, here, elsewhere, actor } = await twoSessions();
    const issued = await fixture.changePassword.execute(input, request(actor));
    expect(await alive(fixture, issued)).toBe(true);
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([false, false]);
    const { store } = fixture.memory;
    const next = await fixture.bearer(issued.accessToken);
    const [old, successor] = [actor, next].map((holder) =>
      holder.kind === 'user' ? store.sessions.get(holder.sessionId) : undefined,
    );
    expect(old).toMatchObject({ endReason: 'credentials_changed', endedAt: fixture.clock.now() });
    expect(successor).toMatchObject({ endedAt: null, generation: 1, userAgent: 'vitest', network: '203.0.113.0/24' });
    expect(successor?.id).not.toBe(old?.id);
    expect(successor?.seed).not.toBe(old?.seed);
    expect(await alive(fixture, await fixture.refreshSession.execute(issued, request()))).toBe(true);
    await expect(fixture.refreshSession.execute(elsewhere, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
  });

  // The "new" refresh token was the old one, byte for byte: whoever had stolen it before the change had it after, too.
  it('makes every refresh token of before useless: the current one, and the one before in its grace', async () => {
    const { fixture, here } = await twoSessions();
    const current = await fixture.refreshSession.execute(here, request());
    const actor = await fixture.bearer(current.accessToken);
    const issued = await fixture.changePassword.execute(input, request(actor));
    expect([here.refreshToken, current.refreshToken]).not.toContain(issued.refreshToken);
    for (const { refreshToken } of [current, here, current]) {
      const attempt = fixture.refreshSession.execute({ refreshToken }, request());
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_refresh_token' });
    }
    expect(await alive(fixture, await fixture.refreshSession.execute(issued, request()))).toBe(true);
  });

  it('does not put off the end of the absolute lifetime', async () => {
    const { fixture, actor } = await twoSessions();
    const day = 86_400;
    const { absoluteSeconds } = sessionLifetime;
    let [holder, tokens] = [actor, await fixture.changePassword.execute(input, request(actor))];
    for (let days = 1; days < absoluteSeconds / day; days += 1) {
      fixture.clock.advance(day);
      tokens = await fixture.refreshSession.execute(tokens, request());
      holder = await fixture.bearer(tokens.accessToken);
      const [currentPassword, newPassword] = [`${otherPassword} ${days}`, `${otherPassword} ${days + 1}`];
      const change = days === 1 ? { currentPassword: otherPassword, newPassword } : { currentPassword, newPassword };
      tokens = await fixture.changePassword.execute(change, request(holder));
    }
    fixture.clock.advance(day);
    await expect(fixture.refreshSession.execute(tokens, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
  });

  it('gives an access token that is good at once; the old one ends where an answer is remembered within 900 ms', async () => {
    const { fixture, here, actor } = await twoSessions();
    let now = 0;
    const actors = new CachedActorReader({ actors: fixture.deps.actors, monotonicMs: () => now });
    const authenticate = new Authenticate({ ...fixture.deps, actors });
    const introspect = new IntrospectToken({ ...fixture.deps, actors });
    const who = ({ accessToken }: { accessToken: string }, fresh = false) =>
      authenticate.execute({ accessToken, fresh });
    const active = ({ accessToken: token }: { accessToken: string }) => introspect.execute({ token }, operator);
    expect(await active(here)).not.toBeNull();
    const issued = await fixture.changePassword.execute(input, request(actor));
    expect(await who(issued)).not.toBeNull();
    expect(await active(issued)).not.toBeNull();
    now = 901;
    expect(await who(here)).toBeNull();
    expect(await active(here)).toBeNull();
    expect(await who(here, true)).toBeNull();
  });

  it('makes the new password the one that counts', async () => {
    const { fixture, actor } = await twoSessions();
    await fixture.changePassword.execute(input, request(actor));
    await expect(logIn(fixture)).rejects.toMatchObject({ code: 'invalid_credentials' });
    await logIn(fixture, { ...ada, password: otherPassword });
  });

  it('is told to the owner by mail, to others by an event, and to the trail', async () => {
    const { fixture, id, actor } = await twoSessions();
    await fixture.changePassword.execute(input, request(actor));
    await fixture.work();
    expect(fixture.mailer.sent.at(-1)).toMatchObject({
      template: 'password_changed',
      to: ada.email,
      network: '203.0.113.0/24',
    });
    const data = { changed: ['password'], reason: 'password_changed' };
    expect(fixture.memory.store.outbox.at(-1)).toMatchObject({ subject: id, data });
    expect(fixture.memory.store.audit.at(-1)).toMatchObject({ action: 'account.change_password', actorId: id });
  });

  it('of two at once goes through once; the other hears that its session has ended', async () => {
    const { fixture, id, actor } = await twoSessions();
    const attempts = ['one', 'two'].map((word) =>
      fixture.changePassword.execute({ ...input, newPassword: `${otherPassword} ${word}` }, request(actor)),
    );
    const results = await Promise.allSettled(attempts);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toMatchObject([{ code: 'not_authenticated' }]);
    expect(await fixture.deps.sessions.list(id)).toHaveLength(1);
  });
});

describe('a change of password is refused', () => {
  it('to nobody in particular, before anything is looked up', async () => {
    const { fixture } = await twoSessions();
    const { ports, calls } = recordCalls(fixture.deps);
    expect(await refusal(ChangePassword, new ChangePassword(ports).execute(input, request(anonymous)))).toBe(
      'not_authenticated',
    );
    expect(calls).toEqual([]);
  });

  // OWASP ASVS 6.2.3: a stolen access token is not enough.
  it.each(['a wrong guess at it', '', otherPassword])(
    'to whoever does not know the current one (%j)',
    async (currentPassword) => {
      const { fixture, actor } = await twoSessions();
      const attempt = fixture.changePassword.execute({ ...input, currentPassword }, request(actor));
      expect(await refusal(ChangePassword, attempt)).toBe('wrong_password');
      await logIn(fixture);
    },
  );

  // The epoch was read with the password, after the caller was authenticated: a session that was signed out in between
  // moved into the new one, and lived again.
  it('to a session that has ended since it was authenticated', async () => {
    const { fixture, id, actor } = await twoSessions();
    await fixture.endSessions.execute({ id }, operator);
    const attempt = fixture.changePassword.execute(input, request(actor));
    expect(await refusal(ChangePassword, attempt)).toBe('not_authenticated');
    expect(await fixture.deps.sessions.list(id)).toEqual([]);
    await logIn(fixture);
  });

  it.each(['short', ada.email])('for the weak password %j', async (newPassword) => {
    const { fixture, actor } = await twoSessions();
    const attempt = fixture.changePassword.execute({ ...input, newPassword }, request(actor));
    expect(await refusal(ChangePassword, attempt)).toBe('weak_password');
  });

  it.each([
    [
      'not_authenticated',
      'every session was ended',
      (fixture: UseCaseFixture, id: string) => fixture.endSessions.execute({ id }, operator),
    ],
    [
      'not_authenticated',
      'the account was suspended',
      (fixture: UseCaseFixture, id: string) =>
        fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, operator),
    ],
    [
      'not_authenticated',
      'this session was ended',
      (fixture: UseCaseFixture, id: string, sessionId: string) =>
        fixture.endSession.execute({ id, sessionId }, operator),
    ],
    [
      'not_authenticated',
      'the account was erased',
      (fixture: UseCaseFixture, id: string) => fixture.deleteUser.execute({ id, expectedVersion: null }, operator),
    ],
  ] as const)('as %s when %s while the hash was computed', async (code, _, happen) => {
    const { fixture, id, actor } = await twoSessions();
    const sessionId = actor.kind === 'user' ? actor.sessionId : '';
    const { hasher } = fixture.deps;
    const slow = {
      verify: hasher.verify.bind(hasher),
      needsRehash: hasher.needsRehash.bind(hasher),
      hash: async (text: string) => {
        await happen(fixture, id, sessionId);
        return hasher.hash(text);
      },
    };
    const attempt = new ChangePassword({ ...fixture.deps, hasher: slow }).execute(input, request(actor));
    expect(await refusal(ChangePassword, attempt)).toBe(code);
  });
});
