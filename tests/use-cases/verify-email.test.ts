import { HashingOverloaded, PreviewVerification, VerifyEmail } from '@users/application';
import { OneTimeToken, type OneTimeTokenState } from '@users/domain';
import { describe, expect, it } from 'vitest';
import { activeAccount, ada, logIn, otherPassword, register } from '../support/accounts.ts';
import { recordCalls } from '../support/record-calls.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture, verificationTtlSeconds } from '../support/use-case-fixture.ts';

const follow = (fixture: UseCaseFixture, token: string, password: string | null = null) =>
  fixture.verifyEmail.execute({ token, password }, request());

/** Puts the link back into the index with something else in it. */
async function reissue(fixture: UseCaseFixture, token: string, change: Partial<OneTimeTokenState>): Promise<void> {
  const found = await fixture.deps.tokens.find('email_verification', fixture.deps.ids.digest(token));
  if (!found) throw new Error('no such link');
  await fixture.deps.tokens.put(OneTimeToken.restore({ ...found.state, ...change }));
}

/** The link that is mailed when another one is asked for. */
async function resend(fixture: UseCaseFixture): Promise<string> {
  await fixture.resendVerification.execute({ email: ada.email }, request());
  await fixture.work();
  return fixture.links(ada.email).at(-1) ?? '';
}

describe('following a link', () => {
  it('makes the account active and tells so once, however often it is followed', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    const pending = fixture.userWith(ada.email);
    fixture.clock.advance(60);
    const answers = [await follow(fixture, token), await follow(fixture, token)];
    expect(answers).toEqual([{ userId: pending?.id }, { userId: pending?.id }]);
    const user = fixture.userWith(ada.email);
    expect(user).toMatchObject({ status: 'active', emailVerifiedAt: fixture.clock.now(), version: 2, epoch: 2 });
    const events = await fixture.memory.outbox.read(10);
    expect(events.slice(2)).toMatchObject([
      { type: 'user.updated', sequence: 3, data: { reason: 'email_verified', changed: ['status', 'email_verified'] } },
    ]);
    expect(events[2]?.data).toMatchObject({ status: 'active', email_verified: true, version: 2 });
    expect(await logIn(fixture)).toMatchObject({ userId: user?.id });
  });

  it('a hundred times at once changes one thing', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    await Promise.all(Array.from({ length: 100 }, () => follow(fixture, token)));
    expect(fixture.userWith(ada.email)).toMatchObject({ status: 'active', sequence: 3, version: 2 });
    expect(fixture.memory.store.audit.filter(({ action }) => action === 'account.verify_email')).toHaveLength(1);
  });

  it('several different ones at once lets exactly one win', async () => {
    const fixture = useCaseFixture();
    const tokens: string[] = [];
    for (let count = 0; count < 4; count += 1) tokens.push(await register(fixture, ada));
    const people = tokens.map((token, index) => ({ ...ada, token, password: `${otherPassword} ${index}` }));
    const results = await Promise.allSettled(people.map(({ token, password }) => follow(fixture, token, password)));
    const winners = people.filter((_, index) => results[index]?.status === 'fulfilled');
    const losers = people.filter((_, index) => results[index]?.status === 'rejected');
    expect(winners).toHaveLength(1);
    for (const person of winners) expect(await logIn(fixture, person)).toBeDefined();
    for (const person of [ada, ...losers])
      await expect(logIn(fixture, person)).rejects.toMatchObject({ code: 'invalid_credentials' });
    for (const result of results.filter(({ status }) => status === 'rejected')) {
      expect(result).toMatchObject({ reason: { code: 'already_verified' } });
    }
  });

  it('that brings a password needs no hash and ignores another one', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    const { ports, calls } = recordCalls(fixture.deps);
    await new VerifyEmail(ports).execute({ token, password: otherPassword }, request());
    expect(calls.filter((call) => call.startsWith('hasher.'))).toEqual([]);
    await expect(logIn(fixture, { ...ada, password: otherPassword })).rejects.toThrow();
    expect(await logIn(fixture)).toBeDefined();
  });

  it('does not burn it', async () => {
    const fixture = useCaseFixture();
    const { ports, calls } = recordCalls(fixture.deps);
    await new VerifyEmail(ports).execute({ token: await register(fixture, ada), password: null }, request());
    expect(calls.filter((call) => call.startsWith('tokens.'))).toEqual(['tokens.find']);
  });
});

describe('a link is refused', () => {
  const expired = async (fixture: UseCaseFixture, token: string): Promise<void> => {
    expect(await refusal(VerifyEmail, follow(fixture, token))).toBe('link_expired');
    const preview = fixture.previewVerification.execute({ token }, request());
    expect(await refusal(PreviewVerification, preview)).toBe('link_expired');
  };

  it('when nobody issued it', () => expired(useCaseFixture(), 'x'.repeat(43)));

  it('from the second on in which it expires, also for the repeat of the one that won', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    fixture.clock.advance(verificationTtlSeconds - 1);
    await follow(fixture, token);
    await follow(fixture, token);
    fixture.clock.advance(1);
    await expired(fixture, token);
  });

  it('by the domain too, should the index not forget in time', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    const found = await fixture.deps.tokens.find('email_verification', fixture.deps.ids.digest(token));
    fixture.clock.advance(verificationTtlSeconds);
    const verifyEmail = new VerifyEmail({ ...fixture.deps, tokens: { find: async () => found } });
    const attempt = verifyEmail.execute({ token, password: null }, request());
    expect(await refusal(VerifyEmail, attempt)).toBe('link_expired');
  });

  // A token of one purpose must be good for no other: Keycloak CVE-2026-4282.
  it.each(['password_reset', 'invitation', 'email_change'] as const)('when it is for %s', async (purpose) => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    await reissue(fixture, token, { purpose });
    await fixture.deps.tokens.burn('email_verification', fixture.deps.ids.digest(token));
    await expired(fixture, token);
  });

  it('when the account has another address by now', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    const { id, email } = fixture.userWith('ada@example.org') ?? fixture.user('');
    await register(fixture, { ...ada, email: 'other@example.org' });
    const { email: other } = fixture.userWith('other@example.org') ?? { email };
    fixture.memory.store.users.delete(fixture.userWith('other@example.org')?.id ?? '');
    fixture.alter(id, () => ({ email: other }));
    await expired(fixture, token);
  });

  it('when the account is deleted or gone', async () => {
    const fixture = useCaseFixture();
    const { id, token } = await activeAccount(fixture);
    fixture.alter(id, () => ({ status: 'deleted' }));
    await expired(fixture, token);
    fixture.memory.store.users.delete(id);
    await expired(fixture, token);
  });

  it('when another one was followed before, and then after a restart of the index too', async () => {
    const fixture = useCaseFixture();
    const first = await register(fixture, ada);
    const second = await resend(fixture);
    const oldCopy = structuredClone(fixture.memory.store.tokens);
    await follow(fixture, second);
    // Restored from a copy that is older than the redemption: Keycloak CVE-2026-9802.
    for (const [key, state] of oldCopy) fixture.memory.store.tokens.set(key, state);
    expect(await refusal(VerifyEmail, follow(fixture, first))).toBe('already_verified');
    const preview = fixture.previewVerification.execute({ token: first }, request());
    expect(await refusal(PreviewVerification, preview)).toBe('already_verified');
    expect(fixture.userWith(ada.email)?.sequence).toBe(4);
  });

  it('when what it carries was sealed by keys that are gone: a new one can be asked for', async () => {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    await reissue(fixture, token, { sealedCredentials: await useCaseFixture().deps.sealer.seal('credentials', '{}') });
    expect(await refusal(VerifyEmail, follow(fixture, token))).toBe('link_expired');
  });
});

describe('a link without a password', () => {
  async function bare(): Promise<{ fixture: UseCaseFixture; token: string }> {
    const fixture = useCaseFixture();
    const token = await register(fixture, ada);
    await reissue(fixture, token, { sealedCredentials: null });
    return { fixture, token };
  }

  it('asks its reader for one', async () => {
    const { fixture, token } = await bare();
    expect(await refusal(VerifyEmail, follow(fixture, token))).toBe('password_required');
    expect(await refusal(VerifyEmail, follow(fixture, token, 'short'))).toBe('weak_password');
    expect(fixture.userWith(ada.email)?.status).toBe('pending');
    await follow(fixture, token, otherPassword);
    expect(fixture.userWith(ada.email)).toMatchObject({ status: 'active', fullName: ada.fullName });
    expect(await logIn(fixture, { ...ada, password: otherPassword })).toBeDefined();
    await expect(logIn(fixture)).rejects.toMatchObject({ code: 'invalid_credentials' });
    const { data } = (await fixture.memory.outbox.read(10))[2] ?? {};
    expect(data).toMatchObject({ changed: ['status', 'email_verified', 'password'] });
  });

  it('is tried again when hashing is overloaded', async () => {
    const { fixture, token } = await bare();
    const hash = () => Promise.reject(new HashingOverloaded());
    const attempt = new VerifyEmail({ ...fixture.deps, hasher: { hash } }).execute(
      { token, password: otherPassword },
      request(),
    );
    expect(await refusal(VerifyEmail, attempt)).toBe('overloaded');
    expect(fixture.userWith(ada.email)?.status).toBe('pending');
  });

  it('needs none, and no hash, once it did its work', async () => {
    const { fixture, token } = await bare();
    await follow(fixture, token, otherPassword);
    const { ports, calls } = recordCalls(fixture.deps);
    await new VerifyEmail(ports).execute({ token, password: null }, request());
    expect(calls.filter((call) => call.startsWith('hasher.'))).toEqual([]);
  });
});

describe('looking at a link', () => {
  it('tells what following it would do, and changes nothing', async () => {
    const fixture = useCaseFixture();
    const requestedAt = fixture.clock.now();
    const token = await register(fixture, ada, '198.51.100.0/24');
    const userId = fixture.userWith(ada.email)?.id;
    const about = { userId, requestedAt, network: '198.51.100.0/24' };
    const preview = () => fixture.previewVerification.execute({ token }, request());
    const before = structuredClone(fixture.memory.store.users);
    expect(await preview()).toEqual({ state: 'ready', ...about });
    await reissue(fixture, token, { sealedCredentials: null });
    expect(await preview()).toEqual({ state: 'choose_password', ...about });
    expect(fixture.memory.store.users).toEqual(before);
    await follow(fixture, token, otherPassword);
    expect(await preview()).toEqual({ state: 'done', ...about });
  });
});
