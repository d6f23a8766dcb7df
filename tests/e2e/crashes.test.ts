import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { readRecords } from '../support/kafka-records.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const bob = { email: 'bob@example.com', password: 'seven slow bicycles', full_name: 'Bob' };

describeWith(['postgres', 'redis', 'kafka'], 'a process is killed', (services) => {
  let production: Production;
  let database: pg.Client;
  const running: ServiceProcess[] = [];

  const start = async (role: string): Promise<ServiceProcess> => {
    const started = await startService(role, production.variables);
    running.push(started);
    return started;
  };
  const count = async (sql: string): Promise<number> => {
    const { rows } = await database.query(`select count(*)::int as n from ${sql}`);
    return rows[0].n;
  };

  beforeEach(async () => {
    production = await createProduction(services);
    database = new pg.Client({ connectionString: production.databaseUrl });
    await database.connect();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((each) => each.kill()));
    await database.end();
    await production.close();
  });

  it('between commit and publish: the events go out after the restart, once each and in order', async () => {
    const serve = await start('serve');
    const worker = await start('worker');
    const api = new ApiClient(serve.url);
    expect((await api.post('/auth/register', bob)).status).toBe(202);
    await production.smtp.waitForMail(bob.email);
    await Promise.all([serve.kill(), worker.kill()]);
    // The administrator's event and the two of the registration are committed, and nobody has published them.
    expect(await count('outbox')).toBe(3);

    await start('relay');
    const records = await readRecords(services.kafka, [production.topic], (seen) => seen.length >= 3);
    expect(records.map(({ headers }) => headers.ce_type).sort()).toEqual([
      'user.created',
      'user.created',
      'user.verification_token.created',
    ]);
    await until('the outbox to be moved to the log', async () => (await count('outbox')) === 0);
    expect(await count('events')).toBe(3);
  });

  it('a worker in the middle of a mail: its task runs again, and the mail arrives', async () => {
    const serve = await start('serve');
    production.smtp.behave('hang');
    const first = await start('worker');
    await new ApiClient(serve.url).post('/auth/register', bob);
    await until(
      'the mail to be tried',
      async () => (await count("tasks where type = 'send_mail' and attempt = 1")) === 1,
    );
    await first.kill();

    production.smtp.behave('accept');
    // What the dead worker held is due again when its lease ends; the test does not wait for that.
    await database.query("update tasks set leased_until = now(), due_at = now() where type = 'send_mail'");
    await start('worker');
    const mail = await production.smtp.waitForMail(bob.email);
    await until('the task to be gone', async () => (await count("tasks where type not like 'housekeeping.%'")) === 0);
    expect(production.smtp.mails.length).toBe(1);
    const verified = await new ApiClient(serve.url).post('/auth/verify-email', { token: tokenIn(mail.text) });
    expect(verified.status).toBe(200);
  });

  it('a worker in the middle of a registration: the task runs again, one user and its events', async () => {
    const serve = await start('serve');
    // A lock on the table holds the worker's write; the kill comes while it waits.
    const blocker = new pg.Client({ connectionString: production.databaseUrl });
    await blocker.connect();
    const first = await start('worker');
    await blocker.query('begin');
    await blocker.query('lock table outbox in exclusive mode');
    await new ApiClient(serve.url).post('/auth/register', bob);
    await until('the write to wait for the lock', async () => {
      return (
        (await count("pg_stat_activity where wait_event_type = 'Lock' and application_name = 'users-worker'")) === 1
      );
    });
    await first.kill();
    await blocker.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'users-worker'",
    );
    await blocker.query('rollback');
    await blocker.end();
    expect(await count(`users where email = '${bob.email}'`)).toBe(0);

    await database.query('update tasks set leased_until = now(), due_at = now()');
    await start('worker');
    await production.smtp.waitForMail(bob.email);
    expect(await count(`users where email = '${bob.email}'`)).toBe(1);
    expect(await count("outbox where type = 'user.created' and data::text like '%bob@%'")).toBe(1);
    expect(await count('one_time_tokens')).toBe(0);
  });
});
