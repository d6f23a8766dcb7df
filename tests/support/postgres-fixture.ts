import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Written } from '@users/application';
import { createPostgresAdapters, openDatabase, type Tables } from '@users/postgres';
import { type Kysely, sql } from 'kysely';
import { contractLifetime, type StorageFixture } from '../contracts/fixture.ts';
import { createTestDatabase } from './database.ts';

/** Enough for races: more than the sixteen that run at once in any of them. */
const poolSize = 20;

export interface PostgresFixture extends StorageFixture {
  readonly url: string;
  /** To look behind the ports. */
  readonly db: Kysely<Tables>;
  /** The text of each statement that the ports have sent so far, also of those that failed. */
  readonly statements: string[];
}

/** Every port on a database of its own, with real connections and real time. */
export async function postgresFixture(server?: string): Promise<PostgresFixture> {
  const database = await createTestDatabase(server);
  const statements: string[] = [];
  const ports = openDatabase({ url: database.url, poolSize, onQuery: (event) => statements.push(event.query.sql) });
  const behind = openDatabase({ url: database.url, poolSize: 2 });
  const { db } = behind;
  const written: Written[] = [];
  const { eventLog: log, ...adapters } = createPostgresAdapters({
    db: ports.db,
    onWritten: (report) => written.push(report),
    ids: { uuid: randomUUIDv7 },
    lifetime: contractLifetime,
  });
  return {
    ...adapters,
    written,
    log,
    url: database.url,
    db,
    statements,
    now: () => new Date(),
    elapse: (seconds) => delay(seconds * 1000),
    auditTrail: () =>
      db
        .selectFrom('audit_log')
        .select(['action', 'actor_kind as actorKind', 'actor_id as actorId', 'session_id as sessionId'])
        .select(['subject', 'request_id as requestId', 'network', 'detail'])
        .execute(),
    eventLog: () =>
      db.selectFrom('events').select(['id', 'type', 'subject', 'sequence', 'data']).orderBy('position').execute(),
    storedText: async (userId) => {
      const { rows } = await sql<{ text: string }>`
        select row_to_json(users)::text as text from users where id = ${userId}
        union all select row_to_json(sessions)::text from sessions where user_id = ${userId}
        union all select row_to_json(email_reversals)::text from email_reversals where user_id = ${userId}`.execute(db);
      return rows.map(({ text }) => text).join('\n');
    },
    removeUser: async (id) => {
      await db.deleteFrom('users').where('id', '=', id).execute();
    },
    removeRole: async (name) => {
      await db.deleteFrom('roles').where('name', '=', name).execute();
    },
    close: async () => {
      await Promise.all([ports.close(), behind.close()]);
      await database.close();
    },
  };
}

/**
 * The same database for one test after the other: each gets it as a new one would be, but for the counters. Much
 * cheaper than a new one.
 */
export function emptiedAfterwards(fixture: PostgresFixture): PostgresFixture {
  const empty = async (): Promise<void> => {
    await sql`
      truncate users, sessions, email_reversals, service_clients, outbox, events, tasks, audit_log, one_time_tokens,
        signing_keys, idempotency_keys, request_counts, request_keys, link_pauses`.execute(fixture.db);
    fixture.written.length = 0;
    await fixture.db.deleteFrom('roles').where('built_in', '=', false).execute();
    await fixture.db.updateTable('relay_lease').set({ holder: null }).execute();
  };
  return { ...fixture, close: empty };
}
