/** What changes while a log-in is hashing: the state that is written decides, not the one that was read. */
import { HashingOverloaded, LogIn } from '@users/application';
import { Argon2Hasher } from '@users/crypto';
import type { PasswordHasher } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, otherPassword } from '../support/accounts.ts';
import { cheapArgon2 } from '../support/crypto-fixture.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

/** A hasher during whose comparison something happens. */
function meanwhile(
  { deps: { hasher } }: Pick<UseCaseFixture, 'deps'>,
  happens: () => Promise<void> | void,
): PasswordHasher {
  return {
    hash: (password) => hasher.hash(password),
    needsRehash: (hash) => hasher.needsRehash(hash),
    verify: async (hash, password) => {
      const right = await hasher.verify(hash, password);
      await happens();
      return right;
    },
  };
}

describe('while the hash is being computed', () => {
  // A deactivated user must get no token: Zitadel CVE-2024-47000.
  it.each(['suspended', 'deleted'] as const)('the account is %s: no session', async (status) => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const hasher = meanwhile(fixture, () => fixture.alter(id, ({ epoch }) => ({ status, epoch: epoch + 1 })));
    const code = await refusal(LogIn, new LogIn({ ...fixture.deps, hasher }).execute(ada, request()));
    expect(code).toBe('invalid_credentials');
    expect(fixture.memory.store.sessions.size).toBe(0);
  });

  it('the password is changed: the old one opens no session', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const passwordHash = await fixture.deps.hasher.hash(otherPassword);
    const hasher = meanwhile(fixture, () => fixture.alter(id, ({ epoch }) => ({ passwordHash, epoch: epoch + 1 })));
    const code = await refusal(LogIn, new LogIn({ ...fixture.deps, hasher }).execute(ada, request()));
    expect(code).toBe('invalid_credentials');
    expect(await fixture.logIn.execute({ ...ada, password: otherPassword }, request())).toBeDefined();
  });

  it('the account is erased: no session', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const hasher = meanwhile(fixture, () => void fixture.memory.store.users.delete(id));
    const code = await refusal(LogIn, new LogIn({ ...fixture.deps, hasher }).execute(ada, request()));
    expect(code).toBe('invalid_credentials');
  });

  it('the profile is changed: the log-in goes through and undoes nothing', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const hasher = meanwhile(fixture, () => fixture.alter(id, () => ({ fullName: 'Countess Lovelace' })));
    await new LogIn({ ...fixture.deps, hasher }).execute(ada, request());
    expect(fixture.user(id)).toMatchObject({ fullName: 'Countess Lovelace', lastLoginAt: fixture.clock.now() });
  });
});

describe('when the cost of hashing was raised', () => {
  const dearer = () => new Argon2Hasher({ ...cheapArgon2, timeCost: 2 }, { width: 2, queueLimit: 16 });

  it('the next log-in stores a hash of the new cost, and tells nobody', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const before = fixture.user(id);
    const hasher = dearer();
    await new LogIn({ ...fixture.deps, hasher }).execute(ada, request());
    const { passwordHash, ...rest } = fixture.user(id);
    expect({ ...rest, passwordHash: before.passwordHash }).toEqual({ ...before, lastLoginAt: fixture.clock.now() });
    expect(hasher.needsRehash(passwordHash ?? '')).toBe(false);
    expect(await hasher.verify(passwordHash, ada.password)).toBe(true);
    expect(fixture.memory.store.sessions.size).toBe(1);
    const { ports, calls } = recordCalls({ ...fixture.deps, hasher });
    await new LogIn(ports).execute(ada, request());
    expect(calls).not.toContain('hasher.hash');
  });

  it('a wrong password changes no hash', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const before = fixture.user(id);
    const logIn = new LogIn({ ...fixture.deps, hasher: dearer() });
    await refusal(LogIn, logIn.execute({ ...ada, password: otherPassword }, request()));
    expect(fixture.user(id)).toEqual(before);
  });

  it('a password changed while it was hashed again stays changed', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const passwordHash = await fixture.deps.hasher.hash(otherPassword);
    const hasher = dearer();
    const hash: PasswordHasher['hash'] = async (input) => {
      fixture.alter(id, ({ epoch }) => ({ passwordHash, epoch: epoch + 1 }));
      return hasher.hash(input);
    };
    const changing = { hash, verify: hasher.verify.bind(hasher), needsRehash: hasher.needsRehash.bind(hasher) };
    await refusal(LogIn, new LogIn({ ...fixture.deps, hasher: changing }).execute(ada, request()));
    expect(fixture.user(id).passwordHash).toBe(passwordHash);
  });

  it('a hash that another log-in stored meanwhile stays', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const passwordHash = await dearer().hash(ada.password);
    const hasher = meanwhile({ deps: { ...fixture.deps, hasher: dearer() } }, () =>
      fixture.alter(id, () => ({ passwordHash })),
    );
    await new LogIn({ ...fixture.deps, hasher }).execute(ada, request());
    expect(fixture.user(id)).toMatchObject({ passwordHash, lastLoginAt: fixture.clock.now() });
  });

  it('an overloaded hasher puts the new hash off, not the log-in', async () => {
    const fixture = useCaseFixture();
    const { id } = await activeAccount(fixture);
    const { passwordHash } = fixture.user(id);
    const hasher = dearer();
    const overloaded = {
      hash: () => Promise.reject(new HashingOverloaded()),
      ...{ verify: hasher.verify.bind(hasher), needsRehash: hasher.needsRehash.bind(hasher) },
    };
    expect(await new LogIn({ ...fixture.deps, hasher: overloaded }).execute(ada, request())).toBeDefined();
    expect(fixture.user(id)).toMatchObject({ passwordHash, lastLoginAt: fixture.clock.now() });
  });
});
