/**
 * Nobody may plant a password under a stranger's address (account pre-hijacking, USENIX Security 2022): the attacker
 * registers the victim's address and waits for the owner to prove it.
 */
import { VerifyEmail } from '@users/application';
import { describe, expect, it } from 'vitest';
import { ada, logIn, otherPassword, register } from '../support/accounts.ts';
import { refusal } from '../support/refusal.ts';
import { request, type UseCaseFixture, useCaseFixture } from '../support/use-case-fixture.ts';

const victim = { ...ada, password: 'the owner of this mailbox' };
const attacker = { ...ada, fullName: 'Mallory', password: 'planted by an attacker' };
const chosen = { ...ada, password: 'chosen when the link was followed' };

const follow = (fixture: UseCaseFixture, token: string, password: string | null = null) =>
  fixture.verifyEmail.execute({ token, password }, request());

async function resend(fixture: UseCaseFixture): Promise<string> {
  await fixture.resendVerification.execute({ email: ada.email }, request());
  await fixture.work();
  return fixture.links(ada.email).at(-1) ?? '';
}

async function onlyLogsIn(fixture: UseCaseFixture, right: typeof ada, wrong: readonly (typeof ada)[]): Promise<void> {
  expect(await logIn(fixture, right)).toBeDefined();
  for (const person of wrong) {
    await expect(logIn(fixture, person)).rejects.toMatchObject({ code: 'invalid_credentials' });
  }
}

describe.each([
  ['before', [attacker, victim]],
  ['after', [victim, attacker]],
] as const)('the attacker registers the address %s its owner', (_, order) => {
  async function both() {
    const fixture = useCaseFixture();
    const links = new Map<string, string>();
    for (const person of order) links.set(person.fullName, await register(fixture, person));
    return { fixture, own: links.get(victim.fullName) ?? '', planted: links.get(attacker.fullName) ?? '' };
  }

  // Neither link can tell the owner of the mailbox from whoever else registered it: so both ask, also the one sent before.
  it.each(['own', 'planted'] as const)(
    'the %s link asks its reader for a password, and installs that alone',
    async (which) => {
      const links = await both();
      const { fixture } = links;
      expect(await refusal(VerifyEmail, follow(fixture, links[which]))).toBe('password_required');
      await follow(fixture, links[which], chosen.password);
      await onlyLogsIn(fixture, chosen, [attacker, victim]);
      const other = which === 'own' ? links.planted : links.own;
      expect(await refusal(VerifyEmail, follow(fixture, other, chosen.password))).toBe('already_verified');
    },
  );

  it('a link asked for again brings nobody’s password: its reader chooses one', async () => {
    const { fixture } = await both();
    const token = await resend(fixture);
    expect([...fixture.memory.store.tokens.values()].at(-1)?.sealedCredentials).toBeNull();
    expect(await fixture.previewVerification.execute({ token }, request())).toMatchObject({ state: 'choose_password' });
    expect(await refusal(VerifyEmail, follow(fixture, token))).toBe('password_required');
    await follow(fixture, token, chosen.password);
    await onlyLogsIn(fixture, chosen, [attacker, victim]);
  });

  it('no log-in works before a link was followed', async () => {
    const { fixture } = await both();
    await expect(logIn(fixture, attacker)).rejects.toThrow();
    await expect(logIn(fixture, victim)).rejects.toThrow();
  });
});

describe('a link asked for again while there was one registration', () => {
  it('brings the password of that one', async () => {
    const fixture = useCaseFixture();
    const first = await register(fixture, victim);
    const again = await resend(fixture);
    expect(again).not.toBe(first);
    expect(await fixture.previewVerification.execute({ token: again }, request())).toMatchObject({ state: 'ready' });
    await follow(fixture, again);
    await onlyLogsIn(fixture, victim, [attacker]);
    expect(await refusal(VerifyEmail, follow(fixture, first))).toBe('already_verified');
  });

  // The owner's own request for a link would otherwise vouch for the password of whoever had registered before.
  it('brings none any more once there is a second one', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    const again = await resend(fixture);
    await register(fixture, victim);
    expect(await fixture.previewVerification.execute({ token: again }, request())).toMatchObject({
      state: 'choose_password',
    });
    expect(await refusal(VerifyEmail, follow(fixture, again))).toBe('password_required');
    await follow(fixture, again, chosen.password);
    await onlyLogsIn(fixture, chosen, [attacker, victim]);
  });

  it('nor when the second one arrives while it is being followed', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    const again = await resend(fixture);
    const { sealer } = fixture.deps;
    const open: typeof sealer.open = async (purpose, sealed) => {
      const { id } = fixture.userWith(ada.email) ?? fixture.user('');
      fixture.alter(id, () => ({ contested: true }));
      return sealer.open(purpose, sealed);
    };
    const verifyEmail = new VerifyEmail({ ...fixture.deps, sealer: { open } });
    const attempt = verifyEmail.execute({ token: again, password: null }, request());
    expect(await refusal(VerifyEmail, attempt)).toBe('password_required');
    expect(fixture.userWith(ada.email)?.status).toBe('pending');
  });

  it('and is told when the second one’s link was followed meanwhile', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    const again = await resend(fixture);
    const { sealer } = fixture.deps;
    const open: typeof sealer.open = async (purpose, sealed) => {
      await follow(fixture, await register(fixture, victim), chosen.password);
      return sealer.open(purpose, sealed);
    };
    const verifyEmail = new VerifyEmail({ ...fixture.deps, sealer: { open } });
    const attempt = verifyEmail.execute({ token: again, password: null }, request());
    expect(await refusal(VerifyEmail, attempt)).toBe('already_verified');
    await onlyLogsIn(fixture, chosen, [attacker, victim]);
  });

  it('brings none when the second registration arrives while it is being made', async () => {
    const fixture = useCaseFixture();
    await register(fixture, attacker);
    await fixture.resendVerification.execute({ email: ada.email }, request());
    const { tokens } = fixture.deps;
    const put: typeof tokens.put = async (token) => {
      const { id } = fixture.userWith(ada.email) ?? fixture.user('');
      fixture.alter(id, () => ({ contested: true }));
      await tokens.put(token);
    };
    await fixture.work({ tokens: { ...tokens, put } });
    const token = fixture.links(ada.email).at(-1) ?? '';
    expect(fixture.links(ada.email)).toHaveLength(2);
    expect(await refusal(VerifyEmail, follow(fixture, token))).toBe('password_required');
  });
});

// A stranger registers the address, an administrator gives the account a role, the owner's link checker follows the link:
// the stranger would log in as administrator.
it('a link that was sent before an administrator gave roles installs no password any more', async () => {
  const fixture = useCaseFixture();
  const planted = await register(fixture, attacker);
  const { id } = fixture.userWith(ada.email) ?? fixture.user('');
  const system = request({ kind: 'system', name: 'cli' });
  await fixture.setUserRoles.execute({ id, expectedVersion: null, roles: ['admin', 'user'] }, system);
  expect(await fixture.previewVerification.execute({ token: planted }, request())).toMatchObject({
    state: 'choose_password',
  });
  expect(await refusal(VerifyEmail, follow(fixture, planted))).toBe('password_required');
  await follow(fixture, planted, chosen.password);
  await onlyLogsIn(fixture, chosen, [attacker]);
});

it('whoever had the first link followed for them keeps no session beyond the password: there was none to begin with', async () => {
  const fixture = useCaseFixture();
  const token = await register(fixture, attacker);
  const { epoch } = fixture.userWith(ada.email) ?? { epoch: 0 };
  await follow(fixture, token, otherPassword);
  expect(fixture.userWith(ada.email)?.epoch).toBe(epoch + 1);
  expect(fixture.memory.store.sessions.size).toBe(0);
});
