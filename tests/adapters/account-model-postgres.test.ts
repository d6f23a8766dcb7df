import { beforeAll, it } from 'vitest';
import { postgresAccounts } from '../support/postgres-accounts.ts';
import { describeWith } from '../support/services/require.ts';
import { checkAccountModel } from '../use-cases/account-model-property.ts';

describeWith('postgres', 'accounts on PostgreSQL', () => {
  let accounts: Awaited<ReturnType<typeof postgresAccounts>>;

  beforeAll(async () => {
    accounts = await postgresAccounts();
    return () => accounts.close();
  });

  it('random histories of accounts go as the model says', async () => {
    await checkAccountModel(async () => accounts.setup(), { histories: 40, commands: 60 });
  }, 90_000);
});
