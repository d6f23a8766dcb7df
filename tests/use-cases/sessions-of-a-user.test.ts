import { ChangePassword, EndSession, EndSessions, IntrospectToken, ListSessions } from '@users/application';
import { type Actor, anonymous } from '@users/domain';
import { describe, expect, it } from 'vitest';
import {
  activeAccount,
  ada,
  administrator,
  holding,
  logIn,
  missingId,
  operator,
  password,
  resetLink,
  signedIn,
} from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, sessionLifetime, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const eve = { ...ada, email: 'eve@example.org', fullName: 'Eve' };

async function twoSessions() {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  const elsewhere = await logIn(fixture);
  fixture.clock.advance(60);
  const device = request(anonymous, { userAgent: 'Analytical Engine/1.0', network: '198.51.100.0/24' });
  const here = await fixture.logIn.execute({ email: ada.email, password }, device);
  const self = await fixture.bearer(here.accessToken);
  if (self.kind !== 'user') throw new Error('not signed in');
  return { fixture, id, here, elsewhere, self };
}

const sessionOf = async (fixture: UseCaseFixture, { accessToken }: { accessToken: string }) => {
  const actor = await fixture.bearer(accessToken);
  return actor.kind === 'user' ? actor.sessionId : '';
};
const alive = async (fixture: UseCaseFixture, { accessToken }: { accessToken: string }) =>
  (await fixture.bearer(accessToken)).kind === 'user';

describe('the sessions of a user', () => {
  it('are shown with device, network and times, the last used first, and which is this one', async () => {
    const { fixture, id, self, elsewhere } = await twoSessions();
    const { userId, sessions, actions } = await fixture.listSessions.execute({ id }, request(self));
    expect(userId).toBe(id);
    expect(sessions).toEqual([
      {
        ...{ id: self.sessionId, device: 'Analytical Engine/1.0', network: '198.51.100.0/24', current: true },
        ...{ createdAt: fixture.clock.now(), lastUsedAt: fixture.clock.now() },
      },
      {
        ...{ id: await sessionOf(fixture, elsewhere), device: 'vitest', network: '203.0.113.0/24', current: false },
        ...{ createdAt: new Date('2026-03-01T12:00:00Z'), lastUsedAt: new Date('2026-03-01T12:00:00Z') },
      },
    ]);
    expect(actions.has('user.end_sessions')).toBe(true);
  });

  it('used again move to the front', async () => {
    const { fixture, id, elsewhere } = await twoSessions();
    fixture.clock.advance(60);
    await fixture.refreshSession.execute(elsewhere, request());
    const { sessions } = await fixture.listSessions.execute({ id }, operator);
    expect(sessions.map(({ device, current }) => [device, current])).toEqual([
      ['vitest', false],
      ['Analytical Engine/1.0', false],
    ]);
  });

  it.each([
    [
      'logged out',
      async ({ fixture, elsewhere }: Awaited<ReturnType<typeof twoSessions>>) =>
        fixture.logOut.execute(elsewhere, request()),
      1,
    ],
    [
      'unused for too long',
      async ({ fixture }: Awaited<ReturnType<typeof twoSessions>>) =>
        fixture.clock.advance(sessionLifetime.idleSeconds),
      0,
    ],
    [
      'ended all at once',
      async ({ fixture, id }: Awaited<ReturnType<typeof twoSessions>>) => fixture.endSessions.execute({ id }, operator),
      0,
    ],
  ] as const)('that are %s are not shown', async (_, happen, left) => {
    const scene = await twoSessions();
    await happen(scene);
    const { sessions } = await scene.fixture.listSessions.execute({ id: scene.id }, operator);
    expect(sessions).toHaveLength(left);
  });

  // Zitadel CVE-2024-39683: others' sessions were listed.
  it.each([
    ['not_authenticated', anonymous],
    ['user_not_found', holding()],
    ['forbidden', holding('users:read', 'users:write')],
  ] as const)('are not shown (%s) to others', async (code, actor) => {
    const { fixture, id } = await twoSessions();
    expect(await refusal(ListSessions, fixture.listSessions.execute({ id }, request(actor)))).toBe(code);
  });

  it('of an administrator are not shown to whoever may end those of plain users', async () => {
    const { fixture, id } = await twoSessions();
    const { id: admin } = await administrator(fixture);
    const helper = request(holding('users:read', 'sessions:revoke'));
    expect((await fixture.listSessions.execute({ id }, helper)).sessions).toHaveLength(2);
    expect(await refusal(ListSessions, fixture.listSessions.execute({ id: admin }, helper))).toBe('forbidden');
    expect(await refusal(ListSessions, fixture.listSessions.execute({ id: missingId }, helper))).toBe('user_not_found');
  });
});

describe('one session', () => {
  it('is ended by its owner from another one', async () => {
    const { fixture, id, self, here, elsewhere } = await twoSessions();
    const sessionId = await sessionOf(fixture, elsewhere);
    await fixture.endSession.execute({ id, sessionId }, request(self));
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([true, false]);
    await expect(fixture.refreshSession.execute(elsewhere, request())).rejects.toMatchObject({
      code: 'invalid_refresh_token',
    });
    expect(fixture.memory.store.sessions.get(sessionId)).toMatchObject({ endReason: 'revoked' });
    const entry = { action: 'user.end_sessions', subject: id, detail: { session_id: sessionId } };
    expect(fixture.memory.store.audit.at(-1)).toMatchObject(entry);
    await fixture.endSession.execute({ id, sessionId }, request(self));
  });

  // Keycloak CVE-2026-4630: the id of the session was looked up without asking whose it is.
  it('of somebody else is not found among one’s own, and lives on', async () => {
    const { fixture, here } = await twoSessions();
    await activeAccount(fixture, eve);
    const stranger = await signedIn(fixture, eve);
    const sessionId = await sessionOf(fixture, here);
    for (const asked of [sessionId, missingId]) {
      const attempt = fixture.endSession.execute({ id: stranger.id, sessionId: asked }, request(stranger));
      expect(await refusal(EndSession, attempt)).toBe('session_not_found');
    }
    expect(await alive(fixture, here)).toBe(true);
  });
});

describe('all sessions', () => {
  it('end at once, and with them the links; others are told nothing', async () => {
    const { fixture, id, self, here, elsewhere } = await twoSessions();
    const token = await resetLink(fixture);
    const { version, sequence } = fixture.user(id);
    const events = fixture.memory.store.outbox.length;
    await fixture.endSessions.execute({ id }, request(self));
    expect([await alive(fixture, here), await alive(fixture, elsewhere)]).toEqual([false, false]);
    await expect(fixture.resetPassword.execute({ token, password }, request())).rejects.toMatchObject({
      code: 'link_expired',
    });
    expect(fixture.user(id)).toMatchObject({ version, sequence });
    expect(fixture.memory.store.outbox).toHaveLength(events);
    const entry = { action: 'user.end_sessions', subject: id, detail: { sessions: 'all' } };
    expect(fixture.memory.store.audit.at(-1)).toMatchObject(entry);
    expect(await alive(fixture, await logIn(fixture))).toBe(true);
  });

  it.each([
    ['not_authenticated', anonymous],
    ['user_not_found', holding()],
    ['forbidden', holding('users:read', 'users:write')],
  ] as const)('do not end (%s) at the word of others', async (code, actor: Actor) => {
    const { fixture, id, here, self } = await twoSessions();
    expect(await refusal(EndSessions, fixture.endSessions.execute({ id }, request(actor)))).toBe(code);
    const one = fixture.endSession.execute({ id, sessionId: self.sessionId }, request(actor));
    expect(await refusal(EndSession, one)).toBe(code);
    expect(await alive(fixture, here)).toBe(true);
  });

  it('of an administrator do not end at the word of a helper', async () => {
    const { fixture } = await twoSessions();
    const { id } = await administrator(fixture);
    const helper = request(holding('users:read', 'sessions:revoke'));
    expect(await refusal(EndSessions, fixture.endSessions.execute({ id }, helper))).toBe('forbidden');
  });

  // Two bumps of the epoch in the same moment must count as two: a session opened between them is dead.
  it('end although the password is changed at the same moment', async () => {
    const { fixture, id, self } = await twoSessions();
    const { unitOfWork } = fixture.deps;
    let late = true;
    const run: typeof unitOfWork.run = (context, work) =>
      unitOfWork.run(context, async (tx) => {
        const result = await work(tx);
        if (late && context.action === 'account.change_password') {
          late = false;
          await fixture.endSessions.execute({ id }, operator);
        }
        return result;
      });
    const input = { currentPassword: password, newPassword: 'purple monkey dishwasher' };
    const attempt = new ChangePassword({ ...fixture.deps, unitOfWork: { run } }).execute(input, request(self));
    await expect(attempt).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(await fixture.listSessions.execute({ id }, operator)).toMatchObject({ sessions: [] });
  });
});

describe('an introspection', () => {
  const inspector = request(holding('sessions:read'));
  const introspect = ({ introspectToken }: UseCaseFixture, token: string, context = inspector) =>
    introspectToken.execute({ token }, context);

  it('of a good token tells whose it is, with the permissions of now', async () => {
    const { fixture, id, here, self } = await twoSessions();
    const now = fixture.clock.now().getTime() / 1000;
    const found = await introspect(fixture, here.accessToken);
    expect(found?.holder).toEqual(self);
    expect(found?.claims).toMatchObject({ sub: id, iat: now, exp: now + 600 });
    await fixture.setUserRoles.execute({ id, roles: ['admin', 'user'], expectedVersion: null }, operator);
    expect(await introspect(fixture, here.accessToken)).toMatchObject({
      holder: { roles: ['admin', 'user'] },
    });
  });

  it('of any other tells that it is not active, and not why', async () => {
    const { fixture, id, here, elsewhere } = await twoSessions();
    for (const token of ['', 'nonsense', here.refreshToken]) expect(await introspect(fixture, token)).toBeNull();
    await fixture.logOut.execute(elsewhere, request());
    expect(await introspect(fixture, elsewhere.accessToken)).toBeNull();
    await fixture.suspendUser.execute({ id, reason: 'abuse', expectedVersion: null }, operator);
    expect(await introspect(fixture, here.accessToken)).toBeNull();
  });

  it.each([
    ['not_authenticated', anonymous],
    ['forbidden', holding('users:read', 'sessions:revoke')],
  ] as const)('is refused as %s', async (code, actor) => {
    const { fixture, here } = await twoSessions();
    expect(await refusal(IntrospectToken, introspect(fixture, here.accessToken, request(actor)))).toBe(code);
  });
});
