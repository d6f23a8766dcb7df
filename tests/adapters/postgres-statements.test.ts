import { afterAll, beforeAll, expect, test } from 'vitest';
import { activeAccount, ada, administrator, logIn, operator, password } from '../support/accounts.ts';
import { postgresAccounts } from '../support/postgres-accounts.ts';
import { describeWith } from '../support/services/require.ts';
import { type AccountFixture, request } from '../support/use-case-fixture.ts';

/**
 * Round trips to PostgreSQL of what is done most. They decide what a request costs: one more is a decision, not an
 * accident. Signing in to the API reads the actor besides, at most once in 900 ms for a safe method.
 */
describeWith('postgres', 'statements of the hot operations', () => {
  let accounts: Awaited<ReturnType<typeof postgresAccounts>>;
  let on: AccountFixture;
  let self: Parameters<typeof request>[0];
  let admin: Parameters<typeof request>[0];
  let refreshToken: string;
  let secret: { clientId: string; secret: string };
  let id: string;

  beforeAll(async () => {
    accounts = await postgresAccounts();
    on = accounts.setup().fixture;
    ({ id } = await activeAccount(on));
    const issued = await logIn(on);
    refreshToken = issued.refreshToken;
    self = await on.bearer(issued.accessToken);
    admin = await administrator(on);
    const input = { name: 'billing', description: '', permissions: ['users:read'] as const };
    const made = await on.createClient.execute(input, operator);
    secret = { clientId: made.client.id, secret: made.secret };
  });
  afterAll(() => accounts.close());

  async function statementsOf(operation: () => Promise<unknown>): Promise<number> {
    const before = accounts.statements.length;
    await operation();
    return accounts.statements.length - before;
  }

  test.each<[string, number, () => Promise<unknown>]>([
    ['a request of somebody signed in', 1, async () => on.bearer((await logIn(on)).accessToken)],
  ])('%s, after a log-in of two: %i', async (_, expected, operation) => {
    expect(await statementsOf(operation)).toBe(2 + expected);
  });

  test.each<[string, number, () => Promise<unknown>]>([
    ['log-in', 2, () => logIn(on)],
    ['log-in with a wrong password', 1, () => logIn(on, { ...ada, password: `${password}!` }).catch(() => {})],
    ['refresh', 2, () => on.refreshSession.execute({ refreshToken }, request())],
    ['refresh that repeats the last', 1, () => on.refreshSession.execute({ refreshToken }, request())],
    ['token of a service client', 1, () => on.issueClientToken.execute({ ...secret, scope: null }, request())],
    ['user by id', 1, () => on.getUser.execute({ id }, request(self))],
    [
      'change of a profile',
      3,
      () => on.updateUser.execute({ id, fullName: `${Date.now()}`, expectedVersion: null }, request(self)),
    ],
    [
      'change that changes nothing',
      2,
      () => on.updateUser.execute({ id, locale: 'en', expectedVersion: null }, request(admin)),
    ],
    ['request for a reset', 1, () => on.requestPasswordReset.execute({ email: 'new@example.org' }, request())],
    ['registration', 1, () => on.registerUser.execute({ ...ada, email: 'newer@example.org' }, request())],
  ])('%s: %i', async (_, expected, operation) => {
    expect(await statementsOf(operation)).toBe(expected);
  });
});
