import {
  AcceptInvitation,
  Authenticate,
  CancelEmailChange,
  ChangePassword,
  ConfirmEmailChange,
  CreateAdmin,
  CreateClient,
  CreateRole,
  CreateUser,
  DeclareRestored,
  DeleteRole,
  DeleteUser,
  EndSession,
  EndSessions,
  GetClient,
  ExportUsers,
  GetRole,
  GetUser,
  GetUserRoles,
  ImportUsers,
  IntrospectToken,
  IssueClientToken,
  ListClients,
  ListRoles,
  ListSessions,
  ListUsers,
  LogIn,
  LogOut,
  LogWatcher,
  PreviewLink,
  PreviewVerification,
  ReactivateUser,
  ReadEvents,
  RefreshSession,
  RegisterUser,
  RequestEmailChange,
  RequestPasswordReset,
  ResendVerification,
  ResetPassword,
  RestoreUser,
  RevertEmailChange,
  RevokeClient,
  RotateClientSecret,
  SetUserRoles,
  SoftDeleteUsers,
  SuspendUser,
  UpdateRole,
  UpdateUser,
  VerifyEmail,
  VoidEmailUndo,
} from '@users/application';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { instanceCachingFactory } from 'tsyringe';
import { tokens } from './tokens.ts';

/** One line a use-case: its class gets the ports that it names. */
export function registerUseCases(container: DependencyContainer): void {
  const provide = <Type>(token: InjectionToken<Type>, make: (get: Ports) => Type) =>
    container.register(token, { useFactory: instanceCachingFactory((from) => make(ports(from))) });

  provide(tokens.authenticate, (get) => new Authenticate(get));
  provide(tokens.registerUser, (get) => new RegisterUser(get));
  provide(tokens.resendVerification, (get) => new ResendVerification(get));
  provide(tokens.previewVerification, (get) => new PreviewVerification(get));
  provide(tokens.verifyEmail, (get) => new VerifyEmail(get));
  provide(tokens.logIn, (get) => new LogIn(get));
  provide(tokens.refreshSession, (get) => new RefreshSession(get));
  provide(tokens.logOut, (get) => new LogOut(get));
  provide(tokens.listUsers, (get) => new ListUsers(get));
  provide(tokens.getUser, (get) => new GetUser(get));
  provide(tokens.updateUser, (get) => new UpdateUser(get));
  provide(tokens.createUser, (get) => new CreateUser(get));
  provide(tokens.suspendUser, (get) => new SuspendUser(get));
  provide(tokens.reactivateUser, (get) => new ReactivateUser(get));
  provide(tokens.restoreUser, (get) => new RestoreUser(get));
  provide(tokens.softDeleteUsers, (get) => new SoftDeleteUsers(get));
  provide(tokens.deleteUser, (get) => new DeleteUser(get));
  provide(tokens.getUserRoles, (get) => new GetUserRoles(get));
  provide(tokens.setUserRoles, (get) => new SetUserRoles(get));
  provide(tokens.listRoles, (get) => new ListRoles(get));
  provide(tokens.getRole, (get) => new GetRole(get));
  provide(tokens.createRole, (get) => new CreateRole(get));
  provide(tokens.updateRole, (get) => new UpdateRole(get));
  provide(tokens.deleteRole, (get) => new DeleteRole(get));
  provide(tokens.requestPasswordReset, (get) => new RequestPasswordReset(get));
  provide(tokens.resetPassword, (get) => new ResetPassword(get));
  provide(tokens.acceptInvitation, (get) => new AcceptInvitation(get));
  provide(tokens.previewLink, (get) => new PreviewLink(get));
  provide(tokens.changePassword, (get) => new ChangePassword(get));
  provide(tokens.requestEmailChange, (get) => new RequestEmailChange(get));
  provide(tokens.confirmEmailChange, (get) => new ConfirmEmailChange(get));
  provide(tokens.cancelEmailChange, (get) => new CancelEmailChange(get));
  provide(tokens.voidEmailUndo, (get) => new VoidEmailUndo(get));
  provide(tokens.revertEmailChange, (get) => new RevertEmailChange(get));
  provide(tokens.listSessions, (get) => new ListSessions(get));
  provide(tokens.endSession, (get) => new EndSession(get));
  provide(tokens.endSessions, (get) => new EndSessions(get));
  provide(tokens.introspectToken, (get) => new IntrospectToken({ ...get, authenticate: new Authenticate(get) }));
  provide(tokens.listClients, (get) => new ListClients(get));
  provide(tokens.getClient, (get) => new GetClient(get));
  provide(tokens.createClient, (get) => new CreateClient(get));
  provide(tokens.rotateClientSecret, (get) => new RotateClientSecret(get));
  provide(tokens.revokeClient, (get) => new RevokeClient(get));
  provide(tokens.issueClientToken, (get) => new IssueClientToken(get));
  provide(tokens.createAdmin, (get) => new CreateAdmin(get));
  provide(tokens.readEvents, (get) => new ReadEvents(get));
  provide(tokens.logWatcher, (get) => new LogWatcher({ ...get, pollMs: 250 }));
  provide(tokens.importUsers, (get) => new ImportUsers(get));
  provide(tokens.exportUsers, (get) => new ExportUsers({ ...get, pageSize: 500 }));
  provide(tokens.declareRestored, (get) => new DeclareRestored(get));
}

type Ports = ReturnType<typeof ports>;

/** Every port under the name that use-cases ask for it by; what a use-case does not name it does not see. */
function ports(from: DependencyContainer) {
  const { accounts, sessionLifetime, hashing } = from.resolve(tokens.config);
  return {
    settings: { registration: accounts.registration },
    passwordPolicy: accounts.passwordPolicy,
    sessionLifetime,
    hashCost: hashing,
    invitationTtlSeconds: accounts.invitationTtlSeconds,
    emailChangeTtlSeconds: accounts.emailChangeTtlSeconds,
    emailReversalTtlSeconds: accounts.emailReversalTtlSeconds,
    clock: from.resolve(tokens.clock),
    ids: from.resolve(tokens.ids),
    unitOfWork: from.resolve(tokens.unitOfWork),
    incarnations: from.resolve(tokens.incarnations),
    tasks: from.resolve(tokens.taskQueue),
    intake: from.resolve(tokens.requestIntake),
    requestNames: from.resolve(tokens.requestNames),
    keptAnswers: from.resolve(tokens.keptAnswers),
    eventLog: from.resolve(tokens.eventLog),
    directory: from.resolve(tokens.userDirectory),
    archive: from.resolve(tokens.userArchive),
    roles: from.resolve(tokens.roleDirectory),
    sessions: from.resolve(tokens.sessionDirectory),
    credentials: from.resolve(tokens.credentialsReader),
    actors: from.resolve(tokens.actorReader),
    clientActors: from.resolve(tokens.clientActorReader),
    clients: from.resolve(tokens.clientDirectory),
    waitingLinks: from.resolve(tokens.waitingLinks),
    tokens: from.resolve(tokens.tokenStore),
    sealer: from.resolve(tokens.sealer),
    hasher: from.resolve(tokens.passwordHasher),
    accessTokens: from.resolve(tokens.accessTokens),
    refreshTokens: from.resolve(tokens.refreshTokens),
  };
}
