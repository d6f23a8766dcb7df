import { randomUUIDv7 } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { DependencyUnavailable } from '@users/application';
import { createPostgresAdapters, type Database, type DatabaseOptions, openDatabase, ping } from '@users/postgres';
import { createLogger } from '@users/service/run/logger';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { contractLifetime } from '../contracts/fixture.ts';
import { changeContext, freshEmail, newTask, registered } from '../contracts/samples.ts';
import { createTestDatabase } from '../support/database.ts';
import { describeWith } from '../support/services/require.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

const nowhere = 'postgres://nobody@127.0.0.1:1/nothing';

describeWith('postgres', 'connections to PostgreSQL', () => {
  let url: string;
  let behind: Database;
  let opened: Database[];

  beforeEach(async () => {
    const database = await createTestDatabase();
    url = database.url;
    opened = [];
    behind = open({ applicationName: 'behind' });
    return async () => {
      await Promise.all(opened.map((one) => one.close()));
      await database.close();
    };
  });

  function open(options: Partial<DatabaseOptions> = {}): Database {
    const database = openDatabase({ url, ...options });
    opened.push(database);
    return database;
  }

  /** Ends the connections of an application, as a server that restarts does. */
  async function terminate(applicationName: string): Promise<void> {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = ${applicationName}`.execute(behind.db);
  }

  async function answers({ db }: Database): Promise<boolean> {
    await ping(db);
    return true;
  }

  test('each port says that PostgreSQL is away when it cannot be reached', async () => {
    const { db } = open({ url: nowhere });
    const ports = createPostgresAdapters({ db, ids: { uuid: randomUUIDv7 }, lifetime: contractLifetime });
    const id = randomUUIDv7();
    const calls: Promise<unknown>[] = [
      ping(db),
      ports.unitOfWork.run(changeContext(), (tx) => tx.users.find(id)),
      ports.unitOfWork.run(changeContext(), async (tx) => tx.users.add(registered(new Date()))),
      ports.userDirectory.find(id),
      ports.credentialsReader.byEmail(freshEmail()),
      ports.actorReader.read({ userId: id, sessionId: id }),
      ports.taskQueue.enqueue(newTask()),
      ports.outbox.read(1),
      ports.tokenStore.find('invitation', 'digest'),
      ports.signingKeys.all(),
      ports.signingKeys.add(
        { kid: 'k', publicJwk: '', sealedPrivateJwk: '', createdAt: new Date(), activatesAt: new Date() },
        new Date(),
      ),
    ];
    for (const { status, ...outcome } of await Promise.allSettled(calls)) {
      expect({ status, ...outcome }).toMatchObject({
        status: 'rejected',
        reason: { code: 'dependency_unavailable', dependency: 'postgresql' },
      });
    }
  });

  test('a connection that breaks while it is idle is told of, and replaced', async () => {
    const lines = new PassThrough({ encoding: 'utf8' });
    const log = createLogger({ level: 'info', format: 'json' }, 'serve', lines);
    const onError = (error: Error) => log.warn({ err: error }, 'broke');
    const database = open({ applicationName: 'idle', poolSize: 1, onError });
    await ping(database.db);
    await terminate('idle');
    await until('the broken connection to be noticed', () => lines.readableLength > 0);
    await ping(database.db);
    // The driver hangs the whole connection on its error, with the key that cancels its statements.
    const { type, message, stack, code, ...more } = JSON.parse(lines.read()).err;
    expect([type, message, typeof stack, code]).toEqual([
      ...['DatabaseError', 'terminating connection due to administrator command', 'string', '57P01'],
    ]);
    expect(more).toEqual({});
  });

  test('a connection that breaks in the middle of a statement fails that statement alone', async () => {
    const database = open({ applicationName: 'busy', poolSize: 1 });
    const slow = sql`select pg_sleep(60)`.execute(database.db);
    const failure = expect(slow).rejects.toThrow(DependencyUnavailable);
    await until('the statement to run', () => running('busy'));
    await terminate('busy');
    await failure;
    await until('a new connection', () => answers(database));
  });

  test('a connection that breaks between two statements of a transaction does not end the process', async () => {
    const database = open({ applicationName: 'between', poolSize: 1 });
    const work = database.db.transaction().execute(async (trx) => {
      await sql`select 1`.execute(trx);
      await terminate('between');
      await until('the connection to be gone', async () => (await connections('between')) === 0);
      await sql`select 1`.execute(trx);
    });
    await expect(work).rejects.toThrow(DependencyUnavailable);
    await until('a new connection', () => answers(database));
  });

  test('whoever finds no free connection in time hears that PostgreSQL is away', async () => {
    const database = open({ applicationName: 'full', poolSize: 1, connectTimeoutMs: 50 });
    const slow = sql`select pg_sleep(60)`.execute(database.db);
    const failure = expect(slow).rejects.toThrow(DependencyUnavailable);
    await until('the statement to run', () => running('full'));
    await expect(ping(database.db)).rejects.toThrow(DependencyUnavailable);
    await terminate('full');
    await failure;
  });

  // A cable that is cut, or a router that forgot: nothing ends the connection, and whoever waited for the answer waited
  // for hours, a relay or a worker with all its work.
  test('a connection on which no answer comes is given up, also in a transaction, and another is used', async () => {
    const link = await tcpProxy(url);
    const database = open({ url: link.url, poolSize: 1, answerTimeoutMs: 300, connectTimeoutMs: 300 });
    try {
      await ping(database.db);
      const work = database.db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        link.freeze();
        await sql`select 1`.execute(trx);
      });
      await expect(work).rejects.toThrow(DependencyUnavailable);
      await expect(ping(database.db)).rejects.toThrow(DependencyUnavailable);
      await link.mend();
      await until('a new connection', () => answers(database));
    } finally {
      await link.close();
    }
  });

  // Nobody can end it from the other side of the cable, and TCP takes hours: whoever needs the row would wait with it.
  test('what a transaction holds is free again when nothing more comes of it', async () => {
    const link = await tcpProxy(url);
    const database = open({ url: link.url, poolSize: 1, statementTimeoutMs: 300, answerTimeoutMs: 300 });
    const lock = sql`select from relay_lease for update`;
    try {
      const work = database.db.transaction().execute(async (trx) => {
        await lock.execute(trx);
        link.freeze();
        await sql`select 1`.execute(trx);
      });
      await expect(work).rejects.toThrow(DependencyUnavailable);
      expect((await lock.execute(behind.db)).rows).toHaveLength(1);
      await link.mend();
      await until('a new connection', () => answers(database));
    } finally {
      await link.close();
    }
  });

  test('a statement that takes too long is ended', async () => {
    const database = open({ statementTimeoutMs: 50 });
    await expect(sql`select pg_sleep(60)`.execute(database.db)).rejects.toThrow(DependencyUnavailable);
    await ping(database.db);
  });

  test('a refused value is not repeated in the error', async () => {
    const { db } = open();
    const secret = 'hunter2-hunter2';
    const refusals = [
      sql`select ${secret}::uuid`.execute(db),
      sql`insert into signing_keys (kid, public_jwk) values (${secret}, ${secret})`.execute(db),
    ];
    for (const outcome of await Promise.allSettled(refusals)) {
      if (outcome.status === 'fulfilled') throw new Error('not refused');
      const { name, message, stack, ...rest } = outcome.reason;
      expect(name).toBe('StatementRefused');
      expect(`${message} ${stack} ${JSON.stringify(rest)}`).not.toContain(secret);
    }
  });

  test.each([
    [true, 1],
    [false, 0],
  ])('prepares a statement once for each connection when that is wanted (%s)', async (preparedStatements, count) => {
    const { db } = open({ poolSize: 1, preparedStatements });
    for (let times = 0; times < 3; times += 1) await sql`select 'again'`.execute(db);
    const { rows } = await sql<{ count: number }>`
      select count(*)::integer as count from pg_prepared_statements where statement like '%again%'
        and statement not like '%pg_prepared%'`.execute(db);
    expect(rows).toEqual([{ count }]);
  });

  test('closing twice is closing once', async () => {
    const database = open();
    await ping(database.db);
    await Promise.all([database.close(), database.close()]);
    await database.close();
  });

  async function running(applicationName: string): Promise<boolean> {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and application_name = ${applicationName} and wait_event = 'PgSleep'`.execute(
      behind.db,
    );
    return rows.length > 0;
  }

  async function connections(applicationName: string): Promise<number> {
    const { rows } = await sql`
      select from pg_stat_activity
      where datname = current_database() and application_name = ${applicationName}`.execute(behind.db);
    return rows.length;
  }
});
