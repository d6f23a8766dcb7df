import type {
  AccessSettings,
  AccessTokenSigner,
  AccountRetention,
  HashCost,
  PasswordHasher,
  PasswordPolicy,
  RefreshTokenCodec,
  SessionLifetime,
  TokenStore,
} from '@users/domain';
import type { ClientDirectory } from '../clients/client-directory.ts';
import type { RoleDirectory } from '../roles/role-directory.ts';
import type { CredentialsReader } from '../sessions/credentials-reader.ts';
import type { SessionDirectory } from '../sessions/session-directory.ts';
import type { AccountLinks } from '../tasks/send-mail.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { ActorReader } from './actor-reader.ts';
import type { ClientActorReader } from './client-actor-reader.ts';
import type { Clock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import type { Fingerprinter } from './fingerprinter.ts';
import type { Housekeeping } from './housekeeping.ts';
import type { IdGenerator } from './id-generator.ts';
import type { Incarnations } from './incarnations.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Mailer } from './mailer.ts';
import type { Reader } from './reader.ts';
import type { RequestIntake } from './request-intake.ts';
import type { Sealer } from './sealer.ts';
import type { TaskQueue } from './task-queue.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import type { UserArchive } from './user-archive.ts';
import type { WaitingLinks } from './waiting-links.ts';

/** Every port and every setting, under the name by which use-cases and tasks ask for it. */
export interface Ports {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly sessionLifetime: SessionLifetime;
  readonly verificationTtlSeconds: number;
  readonly invitationTtlSeconds: number;
  readonly hashCost: HashCost;
  readonly passwordResetTtlSeconds: number;
  readonly emailChangeTtlSeconds: number;
  readonly emailReversalTtlSeconds: number;
  readonly retention: AccountRetention;
  readonly eventRetentionSeconds: number;
  readonly links: AccountLinks;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly tasks: TaskQueue;
  readonly intake: RequestIntake;
  readonly requestNames: Fingerprinter;
  readonly keptAnswers: KeptAnswers;
  readonly eventLog: EventLog;
  readonly housekeeping: Housekeeping;
  readonly directory: UserDirectory;
  readonly archive: UserArchive;
  readonly roles: RoleDirectory;
  readonly sessions: SessionDirectory;
  readonly credentials: CredentialsReader;
  readonly actors: ActorReader;
  readonly clientActors: ClientActorReader;
  readonly clients: ClientDirectory;
  readonly waitingLinks: WaitingLinks;
  readonly tokens: TokenStore;
  readonly sealer: Sealer;
  readonly hasher: PasswordHasher;
  readonly accessTokens: AccessTokenSigner;
  readonly refreshTokens: RefreshTokenCodec;
  readonly mailer: Mailer;
  readonly incarnations: Incarnations;
  /** Users read at once by an export. */
  readonly exportPageSize: number;
}
