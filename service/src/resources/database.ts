import type {
  ActorReader,
  ClientActorReader,
  ClientDirectory,
  CredentialsReader,
  EventLog,
  Housekeeping,
  Incarnations,
  KeptAnswers,
  Outbox,
  RequestIntake,
  Reader,
  RoleDirectory,
  SessionDirectory,
  SigningKeyRepository,
  TaskQueue,
  UnitOfWork,
  UserArchive,
  UserDirectory,
  WaitingLinks,
  Written,
} from '@users/application';
import { DependencyUnavailable } from '@users/application';
import { NodeIdGenerator } from '@users/crypto';
import type { TokenStore } from '@users/domain';
import type { Config } from '../config/config.ts';
import type { Closers } from '../run/closers.ts';
import type { Logger } from '../run/logger.ts';
import { StartError } from '../run/start-error.ts';
import { openDatabaseUrl } from './database-url.ts';

/** The ports that PostgreSQL serves, or memory in its place. */
export interface DatabaseAdapters {
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly taskQueue: TaskQueue;
  readonly requestIntake: RequestIntake;
  readonly incarnations: Incarnations;
  readonly keptAnswers: KeptAnswers;
  readonly outbox: Outbox;
  readonly eventLog: EventLog;
  readonly housekeeping: Housekeeping;
  readonly userDirectory: UserDirectory;
  readonly userArchive: UserArchive;
  readonly roleDirectory: RoleDirectory;
  readonly sessionDirectory: SessionDirectory;
  readonly credentialsReader: CredentialsReader;
  readonly actorReader: ActorReader;
  readonly clientActorReader: ClientActorReader;
  readonly clientDirectory: ClientDirectory;
  readonly waitingLinks: WaitingLinks;
  readonly signingKeys: SigningKeyRepository;
  /** Used where Redis is not configured. */
  readonly tokenStore: TokenStore;
  /** @throws DependencyUnavailable */
  readonly ping: () => Promise<void>;
}

/** PostgreSQL itself ends a statement after 15 s. */
const answerTimeoutMs = 20_000;

/**
 * PostgreSQL, reachable and with the schema that this release needs: the embedded one is migrated here, any other by
 * `users migrate`.
 *
 * @throws StartError
 */
export async function openDatabaseResource(
  config: Config,
  closers: Closers,
  log: Logger,
  options: { role: string; owner: boolean; onWritten: (written: Written) => void },
): Promise<{ adapters: DatabaseAdapters; dataPath: string | null }> {
  const { createPostgresAdapters, migrateToLatest, openDatabase, ping } = await import('@users/postgres');
  const role = options.owner ? 'owner' : 'guest';
  const { url, directUrl, dataPath } = await openDatabaseUrl(config, closers, role, (line) => log.info(line));
  if (config.embedded) await migrateToLatest(directUrl, { log: (line) => log.info(line) });
  else await requireSchema(directUrl);
  const database = openDatabase({
    url,
    // A restore changes every account in one statement, and takes its time.
    answerTimeoutMs: options.role === 'restored' ? 0 : answerTimeoutMs,
    poolSize: config.database.poolSize,
    preparedStatements: config.database.preparedStatements,
    applicationName: `users-${options.role}`,
    onError: (error) => log.warn({ err: error }, 'a connection to PostgreSQL broke and is replaced'),
  });
  closers.add('PostgreSQL connections', () => database.close());
  const { db } = database;
  const adapters = createPostgresAdapters({
    ...{ db, ids: new NodeIdGenerator(), lifetime: config.sessionLifetime },
    onWritten: options.onWritten,
  });
  return { adapters: { ...adapters, ping: () => ping(db) }, dataPath };
}

async function requireSchema(url: string): Promise<void> {
  const { pendingMigrations } = await import('@users/postgres');
  try {
    const pending = await pendingMigrations(url);
    if (pending.length === 0) return;
    throw new StartError(
      `The database schema is behind (${pending.join(', ')}). Run \`users migrate\`, then start again.`,
    );
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    const { host } = new URL(url);
    const reason = error.cause instanceof Error ? error.cause.message : 'no answer';
    throw new StartError(
      `DATABASE_URL: PostgreSQL at ${host} cannot be reached (${reason}). Start it, or mend DATABASE_URL; without it an embedded one is used.`,
      { cause: error },
    );
  }
}
