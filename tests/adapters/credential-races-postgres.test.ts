import { beforeAll, expect, it } from 'vitest';
import { activeAccount, ada, emailChangeLink, logIn, otherPassword, resetLink } from '../support/accounts.ts';
import { postgresAccounts } from '../support/postgres-accounts.ts';
import { describeWith } from '../support/services/require.ts';
import { type AccountFixture, request } from '../support/use-case-fixture.ts';

/** What a thief who holds the tokens does while the owner changes a credential; on a real server, for the race's sake. */
describeWith('postgres', 'refreshes beside a change of credentials, on PostgreSQL', () => {
  let accounts: Awaited<ReturnType<typeof postgresAccounts>>;

  beforeAll(async () => {
    accounts = await postgresAccounts();
    return () => accounts.close();
  });

  type Setup = ReturnType<(typeof accounts)['setup']>;
  type Change = (fixture: AccountFixture, accessToken: string) => Promise<() => Promise<string | null>>;

  /** Prepares the change, and gives the step that makes it; that tells the new refresh token, where there is one. */
  const changes: Record<string, Change> = {
    'a change of password': async (fixture, accessToken) => {
      const actor = await fixture.bearer(accessToken);
      const change = { currentPassword: ada.password, newPassword: otherPassword };
      return async () => (await fixture.changePassword.execute(change, request(actor))).refreshToken;
    },
    'a reset': async (fixture) => {
      const token = await resetLink(fixture);
      return async () => {
        await fixture.resetPassword.execute({ token, password: otherPassword }, request());
        return null;
      };
    },
    'a change of address': async (fixture, accessToken) => {
      const actor = await fixture.bearer(accessToken);
      if (actor.kind !== 'user') throw new Error('the owner is not signed in');
      const token = await emailChangeLink(fixture, actor, 'ada@example.net');
      return async () => {
        await fixture.confirmEmailChange.execute({ token }, request());
        return null;
      };
    },
  };

  /** One change beside four refreshes. @returns whether the change was made */
  const race = async ({ fixture }: Setup, prepare: Change): Promise<boolean> => {
    const { id } = await activeAccount(fixture);
    const first = await logIn(fixture);
    const second = await fixture.refreshSession.execute(first, request());
    const change = await prepare(fixture, second.accessToken);
    const before = [first.refreshToken, second.refreshToken];
    const refresh = async (refreshToken: string): Promise<void> => {
      const issued = await fixture.refreshSession.execute({ refreshToken }, request()).catch(() => null);
      if (issued !== null) before.push(issued.refreshToken);
    };
    const [changed] = await Promise.allSettled([
      change(),
      ...[first, second, second, first].map(({ refreshToken }) => refresh(refreshToken)),
    ]);
    for (const refreshToken of new Set(before.toReversed())) {
      const attempt = fixture.refreshSession.execute({ refreshToken }, request());
      await expect(attempt).rejects.toMatchObject({ code: 'invalid_refresh_token' });
    }
    // A token that comes back too late ends the session, and with it what was asked in it.
    if (changed.status === 'rejected') expect(changed.reason).toMatchObject({ code: 'not_authenticated' });
    const next = changed.status === 'fulfilled' ? changed.value : null;
    expect(await fixture.deps.sessions.list(id)).toHaveLength(next === null ? 0 : 1);
    if (next !== null) await fixture.refreshSession.execute({ refreshToken: next }, request());
    return changed.status === 'fulfilled';
  };

  // A refresh that has read the session must neither write nor repeat a token that outlives the change.
  it.each(Object.entries(changes))(
    '%s leaves no token of before alive, whoever was first',
    async (_, prepare) => {
      let made = 0;
      for (let round = 0; round < 15; round += 1) {
        const setup = accounts.setup();
        try {
          if (await race(setup, prepare)) made += 1;
        } finally {
          await setup.close();
        }
      }
      expect(made).toBeGreaterThan(0);
    },
    60_000,
  );

  it('of eight changes of password in one session at once one is made, and one session lives', async () => {
    const { fixture, close } = accounts.setup();
    const { id } = await activeAccount(fixture);
    const actor = await fixture.bearer((await logIn(fixture)).accessToken);
    const attempts = Array.from({ length: 8 }, (_, index) => {
      const change = { currentPassword: ada.password, newPassword: `${otherPassword} ${index}` };
      return fixture.changePassword.execute(change, request(actor));
    });
    const results = await Promise.allSettled(attempts);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(refused).toHaveLength(7);
    for (const code of refused) expect(['not_authenticated', 'wrong_password', 'concurrent_change']).toContain(code);
    expect(await fixture.deps.sessions.list(id)).toHaveLength(1);
    await close();
  });
});
