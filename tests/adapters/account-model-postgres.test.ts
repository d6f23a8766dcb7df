import { NodeIdGenerator } from '@users/crypto';
import { createPostgresAdapters, openDatabase } from '@users/postgres';
import { sql } from 'kysely';
import { beforeAll, it } from 'vitest';
import { createTestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { describeWith } from '../support/services/require.ts';
import { accountFixture, sessionLifetime } from '../support/use-case-fixture.ts';
import { checkAccountModel } from '../use-cases/account-model-property.ts';

describeWith('postgres', 'accounts on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;

  beforeAll(async () => {
    database = await openTestDatabase();
    return () => database.close();
  });

  it('random histories of accounts go as the model says', async () => {
    const { db } = database;
    const setup = async () => {
      const clock = new ManualClock();
      const ports = createPostgresAdapters({ db, ids: new NodeIdGenerator(), lifetime: sessionLifetime, clock });
      const fixture = accountFixture(clock, {
        unitOfWork: ports.unitOfWork,
        tasks: ports.taskQueue,
        intake: ports.requestIntake,
        keptAnswers: ports.keptAnswers,
        eventLog: ports.eventLog,
        housekeeping: ports.housekeeping,
        directory: ports.userDirectory,
        archive: ports.userArchive,
        roles: ports.roleDirectory,
        sessions: ports.sessionDirectory,
        credentials: ports.credentialsReader,
        actors: ports.actorReader,
        clientActors: ports.clientActorReader,
        clients: ports.clientDirectory,
        waitingLinks: ports.waitingLinks,
        tokens: ports.tokenStore,
      });
      const tables = sql`users, sessions, email_reversals, outbox, tasks, audit_log, one_time_tokens, request_counts,
        request_keys, link_pauses`;
      const close = async (): Promise<void> => {
        await sql`truncate ${tables}`.execute(db);
      };
      return { fixture, outbox: ports.outbox, close };
    };
    await checkAccountModel(setup, { histories: 40, commands: 60 });
  }, 90_000);
});

async function openTestDatabase() {
  const database = await createTestDatabase();
  const { db, close } = openDatabase({ url: database.url });
  return {
    db,
    close: async (): Promise<void> => {
      await close();
      await database.close();
    },
  };
}
