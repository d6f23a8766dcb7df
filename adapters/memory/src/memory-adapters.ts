import type { Clock, IdGenerator, Written } from '@users/application';
import type { SessionLifetime } from '@users/domain';
import { MemoryActorReader } from './actor-reader.ts';
import { MemoryClientActorReader } from './client-actor-reader.ts';
import { MemoryClientDirectory } from './client-directory.ts';
import { MemoryCredentialsReader } from './credentials-reader.ts';
import { MemoryEventLog } from './event-log.ts';
import { MemoryEventPublisher } from './event-publisher.ts';
import { MemoryHousekeeping } from './housekeeping.ts';
import { MemoryIncarnations } from './incarnations.ts';
import { MemoryKeptAnswers } from './kept-answers.ts';
import { MemoryMailer } from './mailer.ts';
import { MemoryStore } from './memory-store.ts';
import { MemoryOutbox } from './outbox.ts';
import { MemoryReader } from './reader.ts';
import { MemoryRequestIntake } from './request-intake.ts';
import { MemoryRoleDirectory } from './role-directory.ts';
import { MemorySessionDirectory } from './session-directory.ts';
import { MemorySigningKeyRepository } from './signing-key-repository.ts';
import { MemoryTaskQueue } from './task-queue.ts';
import { MemoryTokenStore } from './token-store.ts';
import { MemoryUnitOfWork } from './unit-of-work.ts';
import { MemoryUserArchive } from './user-archive.ts';
import { MemoryUserDirectory } from './user-directory.ts';
import { MemoryWaitingLinks } from './waiting-links.ts';

export interface MemoryAdaptersOptions {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly lifetime: SessionLifetime;
  /** Told after each commit of a unit of work that left events or tasks. */
  readonly onWritten?: (written: Written) => void;
  /** One that exists already, for a second "process" on the same data. */
  readonly store?: MemoryStore;
}

export interface MemoryAdapters {
  /** To look behind the ports. */
  readonly store: MemoryStore;
  readonly reader: MemoryReader;
  readonly unitOfWork: MemoryUnitOfWork;
  readonly userDirectory: MemoryUserDirectory;
  readonly userArchive: MemoryUserArchive;
  readonly roleDirectory: MemoryRoleDirectory;
  readonly sessionDirectory: MemorySessionDirectory;
  readonly credentialsReader: MemoryCredentialsReader;
  readonly actorReader: MemoryActorReader;
  readonly clientActorReader: MemoryClientActorReader;
  readonly clientDirectory: MemoryClientDirectory;
  readonly taskQueue: MemoryTaskQueue;
  readonly requestIntake: MemoryRequestIntake;
  readonly housekeeping: MemoryHousekeeping;
  readonly incarnations: MemoryIncarnations;
  readonly keptAnswers: MemoryKeptAnswers;
  readonly outbox: MemoryOutbox;
  readonly eventLog: MemoryEventLog;
  readonly tokenStore: MemoryTokenStore;
  readonly signingKeys: MemorySigningKeyRepository;
  readonly waitingLinks: MemoryWaitingLinks;
  readonly eventPublisher: MemoryEventPublisher;
  readonly mailer: MemoryMailer;
}

/** Every port over one store: all of the service's state, for as long as the process lives. */
export function createMemoryAdapters(options: MemoryAdaptersOptions): MemoryAdapters {
  const { clock, ids, lifetime, onWritten, store = new MemoryStore() } = options;
  const deps = { store, clock, ids, lifetime, onWritten };
  return {
    store,
    reader: new MemoryReader(deps),
    unitOfWork: new MemoryUnitOfWork(deps),
    userDirectory: new MemoryUserDirectory(deps),
    userArchive: new MemoryUserArchive(deps),
    roleDirectory: new MemoryRoleDirectory(deps),
    sessionDirectory: new MemorySessionDirectory(deps),
    credentialsReader: new MemoryCredentialsReader(deps),
    actorReader: new MemoryActorReader(deps),
    clientActorReader: new MemoryClientActorReader(deps),
    clientDirectory: new MemoryClientDirectory(deps),
    taskQueue: new MemoryTaskQueue(deps),
    requestIntake: new MemoryRequestIntake(deps),
    housekeeping: new MemoryHousekeeping(deps),
    incarnations: new MemoryIncarnations(deps),
    keptAnswers: new MemoryKeptAnswers(deps),
    outbox: new MemoryOutbox(deps),
    eventLog: new MemoryEventLog(deps),
    tokenStore: new MemoryTokenStore(deps),
    signingKeys: new MemorySigningKeyRepository(deps),
    waitingLinks: new MemoryWaitingLinks(deps),
    eventPublisher: new MemoryEventPublisher(),
    mailer: new MemoryMailer(),
  };
}
