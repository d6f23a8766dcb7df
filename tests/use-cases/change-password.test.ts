import { Authenticate, CachedActorReader, ChangePassword } from '@users/application';
import { anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, logIn, operator, otherPassword, password } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

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
  it('moves this session on and ends every other', async () => {
    const { fixture, here, elsewhere, actor } = await twoSessions();
    const issued = await fixture.changePassword.execute(input, request(actor));
    expect(await alive(fixture, issued)).toBe(true);
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([false, false]);
    const moved = await fixture.bearer(issued.accessToken);
    expect(moved).toMatchObject({ sessionId: actor.kind === 'user' && actor.sessionId });
    expect(await alive(fixture, await fixture.refreshSession.execute(issued, request()))).toBe(true);
    await expect(fixture.refreshSession.execute(elsewhere, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
  });

  // The remembered answer is of the epoch before: for up to 900 ms the new token was nobody's.
  it('gives a token that is good at once, whatever was remembered of the session', async () => {
    const { fixture, here, actor } = await twoSessions();
    const actors = new CachedActorReader({ actors: fixture.deps.actors, monotonicMs: () => 0 });
    const authenticate = new Authenticate({ ...fixture.deps, actors });
    const who = ({ accessToken }: { accessToken: string }) => authenticate.execute({ accessToken, fresh: false });
    expect(await who(here)).not.toBeNull();
    const issued = await fixture.changePassword.execute(input, request(actor));
    expect(await who(issued)).not.toBeNull();
    expect(await who(here)).toBeNull();
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

  it('of two at once goes through once', async () => {
    const { fixture, actor } = await twoSessions();
    const attempts = ['one', 'two'].map((word) =>
      fixture.changePassword.execute({ ...input, newPassword: `${otherPassword} ${word}` }, request(actor)),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
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

  it.each(['short', ada.email])('for the weak password %j', async (newPassword) => {
    const { fixture, actor } = await twoSessions();
    const attempt = fixture.changePassword.execute({ ...input, newPassword }, request(actor));
    expect(await refusal(ChangePassword, attempt)).toBe('weak_password');
  });

  it.each([
    [
      'invalid_credentials',
      'every session was ended',
      (fixture: UseCaseFixture, id: string) => fixture.endSessions.execute({ id }, operator),
    ],
    [
      'invalid_credentials',
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
