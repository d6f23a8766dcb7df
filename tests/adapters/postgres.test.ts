import { beforeAll } from 'vitest';
import { storageContract } from '../contracts/storage.contract.ts';
import { emptiedAfterwards, type PostgresFixture, postgresFixture } from '../support/postgres-fixture.ts';
import { describeWith } from '../support/services/require.ts';

describeWith('postgres', 'what every store keeps to', () => {
  let fixture: PostgresFixture;
  beforeAll(async () => {
    fixture = await postgresFixture();
    return () => fixture.close();
  });

  storageContract('PostgreSQL', async () => emptiedAfterwards(fixture));
});
