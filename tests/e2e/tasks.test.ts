import { randomUUID } from 'node:crypto';
import { housekeepingTypes } from '@users/application';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiClient } from '../support/api-client.ts';
import { createProduction, type Production, tokenIn } from '../support/production.ts';
import { operationsListener, runCommand, type ServiceProcess, startService } from '../support/service-process.ts';
import { describeWith } from '../support/services/require.ts';
import { until } from '../support/until.ts';

const ada = { email: 'ada@example.com', password: 'a quiet river at dawn', full_name: 'Ada Lovelace' };

/** What the worker does besides the path of a registration, as whoever operates it sees it. */
describeWith('postgres', 'users worker', ({ postgres }) => {
  let production: Production;
  let database: pg.Client;
  let running: ServiceProcess[] = [];

  const start = async (role: string): Promise<ServiceProcess> => {
    const started = await startService(role, { ...production.variables, ...(await operationsListener()) });
    running.push(started);
    return started;
  };
  const rows = async (text: string) => (await database.query(text)).rows;
  const users = (...args: string[]) => runCommand(args, production.variables);

  beforeEach(async () => {
    production = await createProduction({ postgres });
    database = new pg.Client({ connectionString: production.databaseUrl });
    await database.connect();
  });

  afterEach(async () => {
    await Promise.all(running.map((each) => each.kill()));
    running = [];
    await database.end();
    await production.close();
  });

  it('does the housekeeping: what nobody verified is erased, and the job waits for its next time', async () => {
    const [gone, kept] = [randomUUID(), randomUUID()];
    for (const [id, days] of [
      [gone, 8],
      [kept, 6],
    ] as const) {
      await database.query(
        `insert into users (id, email, full_name, locale, metadata, status, role_names, registrations, link_expires_at,
          created_at, updated_at, version, epoch, sequence)
        values ($1::uuid, $1::uuid || '@example.org', 'Someone', 'en', '{}', 'pending', '{user}', 1, now() - interval '1 day',
          now() - $2 * interval '1 day', now() - $2 * interval '1 day', 1, 1, 1)`,
        [id, days],
      );
    }
    await Promise.all([start('worker'), start('worker')]);
    await until('every job to have been done', async () => {
      const waiting = await rows("select from tasks where type like 'housekeeping.%' and due_at > now()");
      return waiting.length === housekeepingTypes.length;
    });
    expect(
      await rows("select id, email from users where status in ('pending', 'deleted') order by created_at"),
    ).toEqual([
      { id: gone, email: '' },
      { id: kept, email: `${kept}@example.org` },
    ]);
    expect(await rows('select type, subject from outbox')).toEqual([{ type: 'user.deleted', subject: gone }]);
    expect(await rows('select action, actor_id, subject from audit_log')).toEqual([
      { action: 'user.expire', actor_id: 'worker', subject: gone },
    ]);
    // No relay runs: what blanks the log waits until the user's last event is out.
    expect((await users('event', 'backlog')).output).toContain('Tasks: 1 waiting, 0 parked');
  });

  it('parks a mail that is refused; its operator sees why, mends it, and the mail arrives', async () => {
    const serve = await start('serve');
    const worker = await start('worker');
    const api = new ApiClient(serve.url);
    production.smtp.behave('refuse');
    await api.post('/auth/register', ada);
    await until('the mail to be parked', async () => {
      return (await rows('select from tasks where parked_at is not null')).length === 1;
    });
    const [json, table] = await Promise.all([
      users('task', 'list', '--parked', '--json'),
      users('task', 'list', '--parked'),
    ]);
    expect([json.code, table.code], json.output + table.output).toEqual([0, 0]);
    const [parked] = JSON.parse(json.output);
    expect(parked).toMatchObject({ type: 'send_mail', tries: 1, reason: expect.stringContaining('550') });
    // The queue is everybody's, and every role tells its figures.
    for (const { operationsUrl } of [serve, worker]) {
      const { text } = await new ApiClient(operationsUrl).get('/metrics');
      expect(text).toContain('users_tasks{type="send_mail",state="parked"} 1');
    }
    expect(table.output).toContain(parked.id);
    // Whom it is to and what it brings stay where they are.
    for (const secret of [ada.email, 'sealed', 'eyJ']) expect(table.output + json.output).not.toContain(secret);

    production.smtp.behave('accept');
    const [unknown, none] = await Promise.all([users('task', 'retry', randomUUID()), users('task', 'retry')]);
    expect(unknown).toMatchObject({ code: 1, output: expect.stringMatching(/No task .* is parked/) });
    expect(none.code).toBe(2);
    expect(await users('task', 'retry', '--all')).toMatchObject({
      code: 0,
      output: '1 given to the worker again.\n',
    });
    const { text } = await production.smtp.waitForMail(ada.email);
    expect((await api.post('/auth/verify-email', { token: tokenIn(text) })).status).toBe(200);
  }, 120_000);

  it('finishes the mail that is under way when it is told to stop', async () => {
    const serve = await start('serve');
    const worker = await start('worker');
    production.smtp.behave('hang');
    await new ApiClient(serve.url).post('/auth/register', ada);
    await until('the mail to be tried', async () => {
      return (await rows("select from tasks where type = 'send_mail' and lease is not null")).length === 1;
    });
    const stopped = worker.stop();
    // The mail comes to its end while the worker waits for it, here to a bad one: it is given back, not left to its lease.
    await production.smtp.goAway();
    expect(await stopped).toBe(0);
    expect(await rows("select attempt, lease from tasks where type = 'send_mail'")).toEqual([
      { attempt: 1, lease: null },
    ]);
  });
});
