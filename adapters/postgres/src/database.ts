import { Kysely, type LogEvent, PostgresDialect } from 'kysely';
import pg from 'pg';
import { GuardedPool } from './guarded-pool.ts';
import type { Tables } from './tables.ts';

export interface DatabaseOptions {
  /** `postgres://…`: holds a password, never log it. */
  readonly url: string;
  /** Connections of this process. Default 10. */
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** How long to wait for a connection, new or free, before giving up. Default 5 s. */
  readonly connectTimeoutMs?: number;
  /**
   * How long one statement may take, and how long a transaction may wait for its next one: who was stopped or cut off in
   * between holds its locks no longer. 0: no limit. Default 15 s.
   */
  readonly statementTimeoutMs?: number;
  /**
   * How long to wait for the answer to one statement; 0: for ever, the default. Longer than PostgreSQL may take: an answer
   * that has not come by then is not under way any more, and the connection is given up. A cut cable says nothing.
   */
  readonly answerTimeoutMs?: number;
  /** How long one statement may wait for one lock; 0: no limit, the default. */
  readonly lockTimeoutMs?: number;
  /**
   * Parse each statement once for each connection (default). Turn it off behind a transaction pooler that does not
   * know prepared statements (PgBouncer before 1.21).
   */
  readonly preparedStatements?: boolean;
  /** Told when a connection breaks while nobody uses it; the pool replaces it by itself. */
  readonly onError?: (error: Error) => void;
  /** Told of each statement, with its duration or its error. */
  readonly onQuery?: (event: LogEvent) => void;
}

export interface Database {
  /** Statements throw the errors of the ports: `DependencyUnavailable`, `EmailTaken`, … */
  readonly db: Kysely<Tables>;
  /** Waits for running statements, then closes every connection. May be called twice. */
  close(): Promise<void>;
}

/** Opens a pool. Connects on first use: an unreachable server shows there, as `DependencyUnavailable`. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool(poolConfig(options));
  const onError = options.onError ?? (() => {});
  pool.on('error', onError);
  // A connection that breaks between two statements of its user has no other listener: it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  const guarded = new GuardedPool(pool, { preparedStatements: options.preparedStatements ?? true });
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: guarded }),
    ...(options.onQuery === undefined ? {} : { log: options.onQuery }),
  });
  const end = async (): Promise<void> => {
    await db.destroy();
    await guarded.end();
  };
  let closing: Promise<void> | undefined;
  return {
    db,
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}

function poolConfig(options: DatabaseOptions): pg.PoolConfig {
  const statementTimeout = options.statementTimeoutMs ?? 15_000;
  return {
    connectionString: options.url,
    max: options.poolSize ?? 10,
    application_name: options.applicationName ?? 'users',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    ...(statementTimeout === 0
      ? {}
      : { statement_timeout: statementTimeout, idle_in_transaction_session_timeout: statementTimeout }),
    ...(options.answerTimeoutMs ? { query_timeout: options.answerTimeoutMs } : {}),
    ...(options.lockTimeoutMs ? { lock_timeout: options.lockTimeoutMs } : {}),
  };
}
