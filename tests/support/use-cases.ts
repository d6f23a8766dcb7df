import {
  AcceptInvitation,
  type AccountLinks,
  type ActorReader,
  Authenticate,
  CancelEmailChange,
  ChangePassword,
  type ClientActorReader,
  type ClientDirectory,
  type Clock,
  CompleteRegistration,
  ConfirmEmailChange,
  ContestRegistration,
  CreateAdmin,
  CreateClient,
  CreateRole,
  CreateUser,
  type CredentialsReader,
  DeleteRole,
  DeleteUser,
  EndSession,
  EndSessions,
  type EventLog,
  type Fingerprinter,
  GetClient,
  ExportUsers,
  GetRole,
  GetUser,
  GetUserRoles,
  type Housekeeping,
  type IdGenerator,
  ImportUsers,
  IntrospectToken,
  IssueClientToken,
  type KeptAnswers,
  ListClients,
  ListRoles,
  ListSessions,
  ListUsers,
  LogIn,
  LogOut,
  type Mailer,
  PreviewLink,
  PreviewVerification,
  ReactivateUser,
  ReadEvents,
  RefreshSession,
  RegisterUser,
  RequestEmailChange,
  type RequestIntake,
  RequestPasswordReset,
  ResendVerification,
  ResendVerificationLink,
  ResetPassword,
  RestoreUser,
  RevertEmailChange,
  RevokeClient,
  type RoleDirectory,
  ScrubEvents,
  RotateClientSecret,
  type Sealer,
  SendMail,
  type SessionDirectory,
  SetUserRoles,
  SoftDeleteUsers,
  StartEmailChange,
  StartPasswordReset,
  SuspendUser,
  type TaskHandler,
  type TaskQueue,
  type UnitOfWork,
  UpdateRole,
  UpdateUser,
  type UserArchive,
  type UserDirectory,
  VerifyEmail,
  VoidEmailUndo,
  type WaitingLinks,
} from '@users/application';
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

/** Every port under the name that use-cases ask for it by; a test changes one and makes its use-case of that. */
export interface Dependencies {
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
}

export type UseCases = ReturnType<typeof useCases>;

export function useCases(deps: Dependencies) {
  const authenticate = new Authenticate(deps);
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
    createUser: new CreateUser(deps),
    importUsers: new ImportUsers(deps),
    exportUsers: new ExportUsers({ ...deps, pageSize: 3 }),
    suspendUser: new SuspendUser(deps),
    reactivateUser: new ReactivateUser(deps),
    restoreUser: new RestoreUser(deps),
    softDeleteUsers: new SoftDeleteUsers(deps),
    deleteUser: new DeleteUser(deps),
    getUserRoles: new GetUserRoles(deps),
    setUserRoles: new SetUserRoles(deps),
    listRoles: new ListRoles(deps),
    getRole: new GetRole(deps),
    createRole: new CreateRole(deps),
    updateRole: new UpdateRole(deps),
    deleteRole: new DeleteRole(deps),
    requestPasswordReset: new RequestPasswordReset(deps),
    resetPassword: new ResetPassword(deps),
    acceptInvitation: new AcceptInvitation(deps),
    previewLink: new PreviewLink(deps),
    changePassword: new ChangePassword(deps),
    requestEmailChange: new RequestEmailChange(deps),
    confirmEmailChange: new ConfirmEmailChange(deps),
    cancelEmailChange: new CancelEmailChange(deps),
    voidEmailUndo: new VoidEmailUndo(deps),
    revertEmailChange: new RevertEmailChange(deps),
    listSessions: new ListSessions(deps),
    endSession: new EndSession(deps),
    endSessions: new EndSessions(deps),
    readEvents: new ReadEvents(deps),
    listClients: new ListClients(deps),
    getClient: new GetClient(deps),
    createClient: new CreateClient(deps),
    rotateClientSecret: new RotateClientSecret(deps),
    revokeClient: new RevokeClient(deps),
    issueClientToken: new IssueClientToken(deps),
    authenticate,
    introspectToken: new IntrospectToken({ ...deps, authenticate }),
  };
}

/** One for each type of task. */
export function taskHandlers(deps: Dependencies): readonly TaskHandler[] {
  return [
    new CompleteRegistration(deps),
    new ContestRegistration(deps),
    new ResendVerificationLink(deps),
    new StartPasswordReset(deps),
    new StartEmailChange(deps),
    new SendMail(deps),
    new ScrubEvents(deps),
  ];
}
