import {
  type AccountLinks,
  type ActorReader,
  Authenticate,
  type Clock,
  CompleteRegistration,
  CreateAdmin,
  type CredentialsReader,
  GetUser,
  type IdGenerator,
  ListUsers,
  LogIn,
  LogOut,
  type Mailer,
  PreviewVerification,
  RefreshSession,
  RegisterUser,
  ResendVerification,
  ResendVerificationLink,
  type Sealer,
  SendMail,
  type TaskHandler,
  type TaskQueue,
  type UnitOfWork,
  UpdateUser,
  type UserDirectory,
  VerifyEmail,
} from '@users/application';
import type {
  AccessSettings,
  AccessTokenSigner,
  PasswordHasher,
  PasswordPolicy,
  RefreshTokenCodec,
  SessionLifetime,
  TokenStore,
} from '@users/domain';

/** Every port under the name that use-cases ask for it by; a test changes one and makes its use-case of that. */
export interface Dependencies {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly sessionLifetime: SessionLifetime;
  readonly verificationTtlSeconds: number;
  readonly links: AccountLinks;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly unitOfWork: UnitOfWork;
  readonly tasks: TaskQueue;
  readonly directory: UserDirectory;
  readonly credentials: CredentialsReader;
  readonly actors: ActorReader;
  readonly tokens: TokenStore;
  readonly sealer: Sealer;
  readonly hasher: PasswordHasher;
  readonly accessTokens: AccessTokenSigner;
  readonly refreshTokens: RefreshTokenCodec;
  readonly mailer: Mailer;
}

export type UseCases = ReturnType<typeof useCases>;

export function useCases(deps: Dependencies) {
  return {
    registerUser: new RegisterUser(deps),
    resendVerification: new ResendVerification(deps),
    previewVerification: new PreviewVerification(deps),
    verifyEmail: new VerifyEmail(deps),
    logIn: new LogIn(deps),
    refreshSession: new RefreshSession(deps),
    logOut: new LogOut(deps),
    getUser: new GetUser(deps),
    listUsers: new ListUsers(deps),
    updateUser: new UpdateUser(deps),
    createAdmin: new CreateAdmin(deps),
    authenticate: new Authenticate(deps),
  };
}

/** One for each type of task. */
export function taskHandlers(deps: Dependencies): readonly TaskHandler[] {
  return [new CompleteRegistration(deps), new ResendVerificationLink(deps), new SendMail(deps)];
}
