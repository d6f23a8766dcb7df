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
  StoredEvent,
  TaskQueue,
  UnitOfWork,
  UserArchive,
  UserDirectory,
  WaitingLinks,
  Written,
} from '@users/application';
import type { SessionLifetime, TokenStore } from '@users/domain';

/** What the actor reader under test must be made with. */
export const contractLifetime: SessionLifetime = { idleSeconds: 3600, absoluteSeconds: 7200, graceSeconds: 10 };

/** Time as the store under test sees it. */
export interface Time {
  now(): Date;
  /** Lets so much time pass: by turning a clock, or by waiting where the store has a clock of its own. */
  elapse(seconds: number): Promise<void>;
}

export interface TokenStoreFixture extends Time {
  readonly tokenStore: TokenStore;
  close(): Promise<void>;
}

/** One line of the audit trail. */
export interface AuditRecord {
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly sessionId: string | null;
  /** Null when it is about no user. */
  readonly subject: string | null;
  readonly requestId: string;
  readonly network: string | null;
  /** What a note said, or what an event changed. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * A store, empty but for the built-in roles, with every port over it. `close` gives it back after each test.
 */
export interface StorageFixture extends TokenStoreFixture {
  readonly reader: Reader;
  /** What units of work have reported so far. */
  readonly written: Written[];
  readonly unitOfWork: UnitOfWork;
  readonly userDirectory: UserDirectory;
  readonly userArchive: UserArchive;
  readonly roleDirectory: RoleDirectory;
  /** Made with `contractLifetime`. */
  readonly sessionDirectory: SessionDirectory;
  readonly credentialsReader: CredentialsReader;
  /** Made with `contractLifetime`. */
  readonly actorReader: ActorReader;
  readonly clientActorReader: ClientActorReader;
  readonly clientDirectory: ClientDirectory;
  readonly waitingLinks: WaitingLinks;
  readonly incarnations: Incarnations;
  readonly keptAnswers: KeptAnswers;
  readonly taskQueue: TaskQueue;
  readonly requestIntake: RequestIntake;
  readonly housekeeping: Housekeeping;
  readonly outbox: Outbox;
  readonly log: EventLog;
  readonly signingKeys: SigningKeyRepository;
  /** The whole audit trail, in any order. */
  auditTrail(): Promise<readonly AuditRecord[]>;
  /** Everything that was moved to the log, in the order of the log. */
  eventLog(): Promise<readonly Pick<StoredEvent, 'id' | 'type' | 'subject' | 'sequence' | 'data'>[]>;
  /** Everything in the rows of a user, its sessions and its ways back, as text. */
  storedText(userId: string): Promise<string>;
  /** Deletes the row, past every rule. */
  removeUser(id: string): Promise<void>;
  /** Deletes the row, past every rule. */
  removeRole(name: string): Promise<void>;
}

/** Asks until there is an answer, while time passes in small steps; ten seconds at most. */
export async function eventually<T>(time: Time, attempt: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await attempt();
    if (answer !== null) return answer;
    await time.elapse(0.1);
  }
  throw new Error('waited ten seconds in vain');
}
