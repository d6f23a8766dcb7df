import {
  ConcurrentChange,
  type CredentialsReader,
  DependencyUnavailable,
  HashingOverloaded,
  LogIn,
} from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, logIn, operator, otherPassword, register } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const attempt = ({ deps }: UseCaseFixture, change: Partial<typeof ada> = {}) =>
  new LogIn(deps).execute({ ...ada, ...change }, request());

describe('a log-in', () => {
  it('opens a session and hands out both tokens', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const context = request(undefined, { network: '198.51.100.0/24', userAgent: 'curl/8' });
    const issued = await fixture.logIn.execute(ada, context);
    expect(issued).toMatchObject({ userId: id, expiresInSeconds: 600 });
    expect(await fixture.bearer(issued.accessToken)).toMatchObject({ kind: 'user', id, roles: ['user'] });
    const [session] = [...fixture.memory.store.sessions.values()];
    expect(session).toMatchObject({ userId: id, generation: 1, network: '198.51.100.0/24', userAgent: 'curl/8' });
    const refreshed = await fixture.refreshSession.execute({ refreshToken: issued.refreshToken }, request());
    expect(refreshed.userId).toBe(id);
  });

  it('is told to the trail and to nobody else; it changes neither version nor sequence', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const before = fixture.user(id);
    const events = fixture.memory.store.outbox.length;
    fixture.clock.advance(5);
    await logIn(fixture);
    expect(fixture.user(id)).toEqual({ ...before, lastLoginAt: fixture.clock.now() });
    expect(fixture.memory.store.outbox).toHaveLength(events);
    const [session] = [...fixture.memory.store.sessions.keys()];
    const entry = { action: 'session.log_in', actorKind: 'anonymous', subject: id, detail: { session_id: session } };
    expect(fixture.memory.store.audit.at(-1)).toMatchObject(entry);
  });

  it('takes the address in any spelling, and the password in either Unicode form', async () => {
    const fixture = useCaseFixture();
    await activeAccount(fixture, { ...ada, password: 'contrase\u00f1a muy larga' });
    expect(await attempt(fixture, { email: ' ADA@example.org', password: 'contrasen\u0303a muy larga' })).toBeDefined();
  });

  it('stores neither token', async () => {
    const fixture = useCaseFixture();
    await activeAccount(fixture);
    const { refreshToken, accessToken } = await logIn(fixture);
    const rows = JSON.stringify([[...fixture.memory.store.sessions], fixture.memory.store.audit]);
    expect(rows).not.toContain(refreshToken);
    expect(rows).not.toContain(accessToken);
  });
});

describe('a log-in is refused', () => {
  const states = [
    ...(['pending', 'invited', 'unverified', 'unverified and suspended', 'suspended', 'deleted'] as const),
    'without a password',
  ] as const;

  async function accountThatIs(state: (typeof states)[number]): Promise<UseCaseFixture> {
    const fixture = useCaseFixture();
    if (state === 'pending') {
      await register(fixture, ada);
      return fixture;
    }
    if (state === 'invited') {
      const invited = { ...ada, roles: ['user'], metadata: {} };
      await fixture.createUser.execute(invited, operator);
      return fixture;
    }
    const { id } = await activeAccount(fixture);
    const changes = {
      unverified: { emailVerifiedAt: null },
      'unverified and suspended': { emailVerifiedAt: null, status: 'suspended' },
      suspended: { status: 'suspended' },
      deleted: { status: 'deleted' },
      'without a password': { passwordHash: null },
    } as const;
    fixture.alter(id, ({ epoch }) => ({ ...changes[state], epoch: epoch + 1 }));
    return fixture;
  }

  it.each([
    ['pending', 'invalid_credentials'],
    ['invited', 'invalid_credentials'],
    ['unverified', 'invalid_credentials'],
    ['unverified and suspended', 'invalid_credentials'],
    ['suspended', 'account_suspended'],
    ['deleted', 'invalid_credentials'],
    ['without a password', 'invalid_credentials'],
  ] as const)('right password, account %s: %s', async (state, code) => {
    const fixture = await accountThatIs(state);
    expect(await refusal(LogIn, attempt(fixture))).toBe(code);
    expect(fixture.memory.store.sessions.size).toBe(0);
  });

  it.each(states)('wrong password, account %s: as if there were none', async (state) => {
    const fixture = await accountThatIs(state);
    expect(await refusal(LogIn, attempt(fixture, { password: otherPassword }))).toBe('invalid_credentials');
  });

  it('in the same words for unknown, wrong, deleted, unverified and no address at all', async () => {
    const fixture = await accountThatIs('deleted');
    await activeAccount(fixture, { ...ada, email: 'active@example.org' });
    await register(fixture, { ...ada, email: 'pending@example.org' });
    const changes = [
      { email: 'pending@example.org' },
      { email: 'pending@example.org', password: otherPassword },
      { email: 'unknown@example.org' },
      { email: 'active@example.org', password: otherPassword },
      { email: ada.email },
      { email: 'no address' },
      { email: '' },
    ];
    const errors = await Promise.all(
      changes.map((change) => attempt(fixture, change).catch((error: unknown) => error)),
    );
    const texts = errors.map((error) => (error instanceof Error ? error.message : 'no error'));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/wrong, or the address is not verified yet/);
  });

  // Enumeration by time: Zitadel CVE-2024-41952.
  it.each(['unknown', 'no address', 'active', ...states] as const)(
    'after one comparison, one hash: %s',
    async (state) => {
      const there = state !== 'unknown' && state !== 'no address' && state !== 'active';
      const fixture = there ? await accountThatIs(state) : useCaseFixture();
      if (state === 'active') await activeAccount(fixture);
      const email = state === 'no address' ? 'no address' : ada.email;
      const { ports, calls } = recordCalls(fixture.deps);
      await refusal(LogIn, new LogIn(ports).execute({ email, password: otherPassword }, request()));
      expect(calls.filter((call) => call.startsWith('hasher.'))).toEqual(['hasher.verify']);
      expect(calls).not.toContain('unitOfWork.run');
    },
  );

  // Register an address with a password, log in with it: 403 said that the address was new, 401 that it was known.
  it.each(['pending', 'invited', 'unverified', 'unverified and suspended', 'deleted'] as const)(
    'after the same, with the right password: %s',
    async (state) => {
      const { ports, calls } = recordCalls((await accountThatIs(state)).deps);
      expect(await refusal(LogIn, new LogIn(ports).execute(ada, request()))).toBe('invalid_credentials');
      expect(calls).toEqual(['credentials.byEmail', 'hasher.verify']);
    },
  );

  it('when hashing is overloaded or the database is away, and the trail knows nothing', async () => {
    const fixture = useCaseFixture();
    await activeAccount(fixture);
    const trail = fixture.memory.store.audit.length;
    const verify = () => Promise.reject(new HashingOverloaded());
    const overloaded = new LogIn({ ...fixture.deps, hasher: { ...fixture.deps.hasher, verify } });
    expect(await refusal(LogIn, overloaded.execute(ada, request()))).toBe('overloaded');
    const credentials: CredentialsReader = { byEmail: () => Promise.reject(new DependencyUnavailable('postgresql')) };
    const away = new LogIn({ ...fixture.deps, credentials });
    expect(await refusal(LogIn, away.execute(ada, request()))).toBe('dependency_unavailable');
    const unitOfWork = { run: () => Promise.reject(new ConcurrentChange()) };
    const beaten = new LogIn({ ...fixture.deps, unitOfWork });
    expect(await refusal(LogIn, beaten.execute(ada, request()))).toBe('concurrent_change');
    expect(fixture.memory.store.audit).toHaveLength(trail);
  });
});

it('sixteen log-ins at once open sixteen sessions', async () => {
  const fixture = useCaseFixture();
  const { id } = await activeAccount(fixture);
  const issued = await Promise.all(Array.from({ length: 16 }, () => logIn(fixture)));
  expect(new Set(issued.map(({ refreshToken }) => refreshToken)).size).toBe(16);
  expect(fixture.memory.store.sessions.size).toBe(16);
  expect(fixture.user(id).sequence).toBe(3);
});

it('an address in another alphabet is found under every spelling of it', async () => {
  const fixture = useCaseFixture();
  await activeAccount(fixture, { ...ada, email: 'ÄDA@EXÄMPLE.org' });
  expect(await attempt(fixture, { email: 'a\u0308da@xn--exmple-cua.ORG' })).toBeDefined();
});
