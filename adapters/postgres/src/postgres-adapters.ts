import type { Clock, IdGenerator, Written } from '@users/application';
import type { SessionLifetime } from '@users/domain';
import type { Kysely } from 'kysely';
import { PostgresActorReader } from './actor-reader.ts';
import { PostgresClientActorReader } from './client-actor-reader.ts';
import { PostgresClientDirectory } from './client-directory.ts';
import { PostgresCredentialsReader } from './credentials-reader.ts';
import { PostgresEventLog } from './event-log.ts';
import { PostgresHousekeeping } from './housekeeping.ts';
import { PostgresIncarnations } from './incarnations.ts';
import { PostgresKeptAnswers } from './kept-answers.ts';
import { PostgresOutbox } from './outbox.ts';
import { PostgresReader } from './reader.ts';
import { PostgresRequestIntake } from './request-intake.ts';
import { PostgresRoleDirectory } from './role-directory.ts';
import { PostgresSessionDirectory } from './session-directory.ts';
import { PostgresSigningKeyRepository } from './signing-key-repository.ts';
import type { Tables } from './tables.ts';
import { PostgresTaskQueue } from './task-queue.ts';
import { PostgresTokenStore } from './token-store.ts';
import { PostgresUnitOfWork } from './unit-of-work.ts';
import { PostgresUserArchive } from './user-archive.ts';
import { PostgresUserDirectory } from './user-directory.ts';
import { PostgresWaitingLinks } from './waiting-links.ts';

export interface PostgresAdaptersOptions {
  readonly db: Kysely<Tables>;
  readonly ids: Pick<IdGenerator, 'uuid'>;
  readonly lifetime: SessionLifetime;
  /** Decides when tokens and sessions are over; the system's unless told. Leases run by the database's clock. */
  readonly clock?: Clock;
  /** Told after each commit of a unit of work that left events or tasks. */
  readonly onWritten?: (written: Written) => void;
}

/** Every port that PostgreSQL serves, over one pool. */
export interface PostgresAdapters {
  readonly reader: PostgresReader;
  readonly unitOfWork: PostgresUnitOfWork;
  readonly userDirectory: PostgresUserDirectory;
  readonly userArchive: PostgresUserArchive;
  readonly roleDirectory: PostgresRoleDirectory;
  readonly sessionDirectory: PostgresSessionDirectory;
  readonly credentialsReader: PostgresCredentialsReader;
  readonly actorReader: PostgresActorReader;
  readonly clientActorReader: PostgresClientActorReader;
  readonly clientDirectory: PostgresClientDirectory;
  readonly taskQueue: PostgresTaskQueue;
  readonly requestIntake: PostgresRequestIntake;
  readonly housekeeping: PostgresHousekeeping;
  readonly incarnations: PostgresIncarnations;
  readonly keptAnswers: PostgresKeptAnswers;
  readonly outbox: PostgresOutbox;
  readonly eventLog: PostgresEventLog;
  readonly tokenStore: PostgresTokenStore;
  readonly signingKeys: PostgresSigningKeyRepository;
  readonly waitingLinks: PostgresWaitingLinks;
}

export function createPostgresAdapters(options: PostgresAdaptersOptions): PostgresAdapters {
  const { db, ids, lifetime, clock = { now: () => new Date() }, onWritten } = options;
  return {
    reader: new PostgresReader({ db, ids, clock }),
    unitOfWork: new PostgresUnitOfWork({ db, ids, clock, onWritten }),
    userDirectory: new PostgresUserDirectory({ db, clock }),
    userArchive: new PostgresUserArchive({ db, clock }),
    roleDirectory: new PostgresRoleDirectory({ db }),
    sessionDirectory: new PostgresSessionDirectory({ db, clock, lifetime }),
    credentialsReader: new PostgresCredentialsReader({ db }),
    actorReader: new PostgresActorReader({ db, clock, lifetime }),
    clientActorReader: new PostgresClientActorReader({ db }),
    clientDirectory: new PostgresClientDirectory({ db }),
    taskQueue: new PostgresTaskQueue({ db }),
    requestIntake: new PostgresRequestIntake({ db }),
    housekeeping: new PostgresHousekeeping({ db }),
    incarnations: new PostgresIncarnations({ db }),
    keptAnswers: new PostgresKeptAnswers({ db, clock }),
    outbox: new PostgresOutbox({ db }),
    eventLog: new PostgresEventLog({ db }),
    tokenStore: new PostgresTokenStore({ db, clock }),
    signingKeys: new PostgresSigningKeyRepository({ db }),
    waitingLinks: new PostgresWaitingLinks({ db, clock }),
  };
}
