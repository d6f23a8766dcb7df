import { DependencyUnavailable, HashingOverloaded, RegisterUser, ResendVerification } from '@users/application';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, letPausesPass, otherPassword, register } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

type Known = 'unknown' | 'pending' | 'active' | 'suspended' | 'deleted';

/** Everything stored but the task queue, in a form that can be compared. */
function stored({ memory: { store } }: UseCaseFixture) {
  const { users, sessions, tokens, outbox, audit } = store;
  return structuredClone({ users, sessions, tokens, outbox, audit });
}

async function fixtureWith(known: Known): Promise<UseCaseFixture> {
  const fixture = useCaseFixture();
  if (known === 'unknown') return fixture;
  if (known === 'pending') {
    await register(fixture, ada);
    letPausesPass(fixture);
    return fixture;
  }
  const { id } = await activeAccount(fixture);
  letPausesPass(fixture);
  if (known !== 'active') fixture.alter(id, ({ epoch }) => ({ status: known, epoch: epoch + 1 }));
  return fixture;
}

const everyState: readonly Known[] = ['unknown', 'pending', 'active', 'suspended', 'deleted'];

describe('a registration is accepted', () => {
  it.each(everyState)('with one hash and one task row and nothing else, address %s', async (known) => {
    const fixture = await fixtureWith(known);
    const before = stored(fixture);
    const { ports, calls } = recordCalls(fixture.deps);
    await new RegisterUser(ports).execute(ada, request());
    const names = ['requestNames.of', 'requestNames.of'];
    const steps = calls.filter((call) => !/^(ids|clock)\./.test(call));
    expect(steps).toEqual(['hasher.hash', ...names, 'sealer.seal', 'sealer.seal', 'intake.accept']);
    expect(stored(fixture)).toEqual(before);
    const rows = [...fixture.memory.store.tasks.values()];
    expect(rows.map(({ type, payload }) => [type, Object.keys(payload)])).toEqual([
      ['complete_registration', ['sealed']],
    ]);
  });

  it('under any spelling of the address, as its canonical form', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute({ ...ada, email: '  ADA@Example.ORG ' }, request());
    await fixture.work();
    expect(fixture.userWith('ada@example.org')?.status).toBe('pending');
  });

  it('without a readable word of it in the task', async () => {
    const fixture = useCaseFixture();
    await fixture.registerUser.execute(ada, request());
    const row = JSON.stringify([...fixture.memory.store.tasks.values()]);
    for (const secret of [ada.email, ada.fullName, ada.password, 'argon2']) expect(row).not.toContain(secret);
  });
});

describe('a registration is refused', () => {
  it.each(['invite', 'closed'] as const)(
    'when registration is %s, before anything is looked at',
    async (registration) => {
      const fixture = useCaseFixture({ registration });
      const { ports, calls } = recordCalls(fixture.deps);
      const attempt = new RegisterUser(ports).execute({ ...ada, email: 'nonsense' }, request());
      expect(await refusal(RegisterUser, attempt)).toBe('registration_closed');
      expect(calls).toEqual([]);
    },
  );

  it.each([
    ['invalid_email', { email: 'ada at example.org' }],
    ['weak_password', { password: 'too short' }],
    ['weak_password', { password: 'aaaaaaaaaaaaaaaaaaaa' }],
    ['weak_password', { password: 'ADA@example.org' }],
    ['weak_password', { password: 'x'.repeat(254) + otherPassword }],
  ])('as %s before a hash is spent: %o', async (code, change) => {
    const fixture = useCaseFixture();
    const { ports, calls } = recordCalls(fixture.deps);
    expect(await refusal(RegisterUser, new RegisterUser(ports).execute({ ...ada, ...change }, request()))).toBe(code);
    expect(calls).toEqual([]);
  });

  it('when hashing is overloaded, with nothing written', async () => {
    const fixture = useCaseFixture();
    const hash = () => Promise.reject(new HashingOverloaded());
    const registerUser = new RegisterUser({ ...fixture.deps, hasher: { hash } });
    expect(await refusal(RegisterUser, registerUser.execute(ada, request()))).toBe('overloaded');
    expect(fixture.memory.store.tasks.size).toBe(0);
  });

  it('when the database is away', async () => {
    const fixture = useCaseFixture();
    const intake = { accept: () => Promise.reject(new DependencyUnavailable('postgresql')) };
    const attempt = new RegisterUser({ ...fixture.deps, intake }).execute(ada, request());
    expect(await refusal(RegisterUser, attempt)).toBe('dependency_unavailable');
  });
});

describe('another link', () => {
  it.each(everyState)('is asked for by one task row and nothing else, address %s', async (known) => {
    const fixture = await fixtureWith(known);
    const before = stored(fixture);
    const { ports, calls } = recordCalls(fixture.deps);
    await new ResendVerification(ports).execute({ email: ada.email }, request());
    const names = ['requestNames.of', 'requestNames.of'];
    const steps = calls.filter((call) => !/^(ids|clock)\./.test(call));
    expect(steps.toSorted()).toEqual(['intake.accept', ...names, 'sealer.seal']);
    expect(stored(fixture)).toEqual(before);
  });

  it('needs an address', async () => {
    const { resendVerification } = useCaseFixture();
    const attempt = resendVerification.execute({ email: 'nobody' }, request());
    expect(await refusal(ResendVerification, attempt)).toBe('invalid_email');
  });
});
