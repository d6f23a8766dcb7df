import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createPostgresAdapters, type Database, openDatabase } from '@users/postgres';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { createProduction, type Production } from '../support/production.ts';
import { startService } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const patience = { timeoutMs: 60_000 };
const many = 12;

describeWith(['postgres', 'redis'], 'a worker that is killed while it sends mails', (services) => {
  let production: Production;
  let database: Database;

  beforeEach(async () => {
    production = await createProduction(services);
    database = openDatabase({ url: production.databaseUrl, poolSize: 4 });
  });
  afterEach(async () => {
    await database.close();
    await production.close();
  });

  const tasks = () =>
    createPostgresAdapters({ db: database.db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime }).taskQueue;

  const mailsLeft = async () => (await tasks().countByType()).find(({ type }) => type === 'send_mail')?.waiting ?? 0;

  /** Notices to people of whom nothing else is known. */
  async function promise(): Promise<void> {
    for (let count = 0; count < many; count += 1) {
      const about = { full_name: 'Ana', locale: 'en', network: null, requested_at: new Date().toISOString() };
      const links = { sealed_token: null, expires_at: null, new_email: null };
      await tasks().enqueue({
        ...{ id: randomUUIDv7(), type: 'send_mail', traceparent: null, requestId: randomUUIDv7() },
        payload: { template: 'suspended', to: `user-${count}@example.org`, ...about, ...links },
      });
    }
  }

  // Up to five mails were past their last byte at once, and each of them came again.
  it('leaves one mail that comes twice, and none that does not come', async () => {
    const { smtp, variables } = production;
    smtp.behave('mute');
    const victim = await startService('worker', variables);
    await promise();
    await until('a mail to arrive', () => smtp.mails.length > 0, patience);
    // Time enough for the others that are under way.
    await delay(1_000);
    await victim.kill();
    expect(smtp.mails).toHaveLength(1);
    smtp.behave('accept');
    const heir = await startService('worker', variables);
    await until('every mail to be sent', async () => (await mailsLeft()) === 0, patience);
    await heir.stop();
    expect(new Set(smtp.mails.map(({ messageId }) => messageId)).size).toBe(many);
    expect(smtp.mails).toHaveLength(many + 1);
  });
});
