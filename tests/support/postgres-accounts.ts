import { NodeIdGenerator } from '@users/crypto';
import { createPostgresAdapters, openDatabase } from '@users/postgres';
import { sql } from 'kysely';
import { createTestDatabase } from './database.ts';
import { ManualClock } from './manual-clock.ts';
import { accountFixture, sessionLifetime } from './use-case-fixture.ts';

/** The use-cases on a PostgreSQL of their own. */
export async function postgresAccounts() {
  const database = await createTestDatabase();
  const statements: string[] = [];
  const { db, close } = openDatabase({ url: database.url, onQuery: ({ query }) => statements.push(query.sql) });
  return {
    /** The text of each statement so far. */
    statements,
    /** Use-cases and an outbox, on what is stored; `close` empties it. */
    setup() {
      const clock = new ManualClock();
      const ports = createPostgresAdapters({ db, ids: new NodeIdGenerator(), lifetime: sessionLifetime, clock });
      const fixture = accountFixture(clock, {
        reader: ports.reader,
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
        incarnations: ports.incarnations,
        tokens: ports.tokenStore,
      });
      const tables = sql`users, sessions, email_reversals, outbox, tasks, audit_log, one_time_tokens, request_counts,
        request_keys, link_pauses`;
      const clear = async (): Promise<void> => {
        await sql`truncate ${tables}`.execute(db);
      };
      return { fixture, outbox: ports.outbox, close: clear };
    },
    async close(): Promise<void> {
      await close();
      await database.close();
    },
  };
}
