import type {
  ActorReader,
  Authenticate,
  Clock,
  CreateAdmin,
  CredentialsReader,
  EventPublisher,
  GetUser,
  IdGenerator,
  ListUsers,
  LogIn,
  LogOut,
  Mailer,
  Outbox,
  PreviewVerification,
  RefreshSession,
  RegisterUser,
  Relay,
  ResendVerification,
  Sealer,
  TaskQueue,
  UnitOfWork,
  UpdateUser,
  UserDirectory,
  VerifyEmail,
  Worker,
} from '@users/application';
import type { AccessTokenSigner, PasswordHasher, RefreshTokenCodec, TokenStore } from '@users/domain';
import type { InjectionToken } from 'tsyringe';
import type { Config } from '../config/config.ts';
import type { Logger } from '../run/logger.ts';

function token<Type>(name: string): InjectionToken<Type> {
  return Symbol(name);
}

/** Everything that can be asked of the container, by the name of the port or use-case. */
export const tokens = {
  config: token<Config>('config'),
  log: token<Logger>('log'),
  clock: token<Clock>('clock'),
  ids: token<IdGenerator>('ids'),

  unitOfWork: token<UnitOfWork>('unitOfWork'),
  taskQueue: token<TaskQueue>('taskQueue'),
  outbox: token<Outbox>('outbox'),
  userDirectory: token<UserDirectory>('userDirectory'),
  credentialsReader: token<CredentialsReader>('credentialsReader'),
  actorReader: token<ActorReader>('actorReader'),
  tokenStore: token<TokenStore>('tokenStore'),
  eventPublisher: token<EventPublisher>('eventPublisher'),
  mailer: token<Mailer>('mailer'),
  sealer: token<Sealer>('sealer'),
  passwordHasher: token<PasswordHasher>('passwordHasher'),
  accessTokens: token<AccessTokenSigner>('accessTokens'),
  refreshTokens: token<RefreshTokenCodec>('refreshTokens'),

  authenticate: token<Authenticate>('authenticate'),
  registerUser: token<RegisterUser>('registerUser'),
  resendVerification: token<ResendVerification>('resendVerification'),
  previewVerification: token<PreviewVerification>('previewVerification'),
  verifyEmail: token<VerifyEmail>('verifyEmail'),
  logIn: token<LogIn>('logIn'),
  refreshSession: token<RefreshSession>('refreshSession'),
  logOut: token<LogOut>('logOut'),
  listUsers: token<ListUsers>('listUsers'),
  getUser: token<GetUser>('getUser'),
  updateUser: token<UpdateUser>('updateUser'),
  createAdmin: token<CreateAdmin>('createAdmin'),
  relay: token<Relay>('relay'),
  worker: token<Worker>('worker'),
} as const;
