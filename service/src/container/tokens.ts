import type {
  ActorReader,
  ClientActorReader,
  ClientDirectory,
  Clock,
  CredentialsReader,
  EventLog,
  EventPublisher,
  Fingerprinter,
  Housekeeping,
  IdGenerator,
  Incarnations,
  KeptAnswers,
  LogWatcher,
  Mailer,
  Outbox,
  Ports,
  Reader,
  Relay,
  RepublishEvents,
  RequestIntake,
  RoleDirectory,
  Sealer,
  SessionDirectory,
  TaskQueue,
  UnitOfWork,
  UseCases,
  UserArchive,
  UserDirectory,
  WaitingLinks,
} from '@users/application';
import type { AccessTokenSigner, PasswordHasher, RefreshTokenCodec, TokenStore } from '@users/domain';
import type { InjectionToken } from 'tsyringe';
import type { Config } from '../config/config.ts';
import type { Logger } from '../run/logger.ts';
import type { NamedWorker } from './background.ts';

function token<Type>(name: string): InjectionToken<Type> {
  return Symbol(name);
}

/** Everything that can be asked of the container, by the name of the port or use-case. */
export const tokens = {
  config: token<Config>('config'),
  log: token<Logger>('log'),
  clock: token<Clock>('clock'),
  ids: token<IdGenerator>('ids'),

  reader: token<Reader>('reader'),
  unitOfWork: token<UnitOfWork>('unitOfWork'),
  taskQueue: token<TaskQueue>('taskQueue'),
  requestIntake: token<RequestIntake>('requestIntake'),
  requestNames: token<Fingerprinter>('requestNames'),
  keptAnswers: token<KeptAnswers>('keptAnswers'),
  outbox: token<Outbox>('outbox'),
  eventLog: token<EventLog>('eventLog'),
  housekeeping: token<Housekeeping>('housekeeping'),
  incarnations: token<Incarnations>('incarnations'),
  userDirectory: token<UserDirectory>('userDirectory'),
  userArchive: token<UserArchive>('userArchive'),
  roleDirectory: token<RoleDirectory>('roleDirectory'),
  sessionDirectory: token<SessionDirectory>('sessionDirectory'),
  credentialsReader: token<CredentialsReader>('credentialsReader'),
  actorReader: token<ActorReader>('actorReader'),
  clientActorReader: token<ClientActorReader>('clientActorReader'),
  waitingLinks: token<WaitingLinks>('waitingLinks'),
  clientDirectory: token<ClientDirectory>('clientDirectory'),
  tokenStore: token<TokenStore>('tokenStore'),
  eventPublisher: token<EventPublisher>('eventPublisher'),
  mailer: token<Mailer>('mailer'),
  sealer: token<Sealer>('sealer'),
  passwordHasher: token<PasswordHasher>('passwordHasher'),
  accessTokens: token<AccessTokenSigner>('accessTokens'),
  refreshTokens: token<RefreshTokenCodec>('refreshTokens'),

  /** All ports and settings under the names that use-cases and tasks ask for them by. */
  ports: token<Ports>('ports'),
  useCases: token<UseCases>('useCases'),
  logWatcher: token<LogWatcher>('logWatcher'),
  relay: token<Relay>('relay'),
  republishEvents: token<RepublishEvents>('republishEvents'),
  workers: token<readonly NamedWorker[]>('workers'),
} as const;
