import { Authenticate } from './access/authenticate.ts';
import { AcceptInvitation } from './accounts/accept-invitation.ts';
import { CancelEmailChange } from './accounts/cancel-email-change.ts';
import { ChangePassword } from './accounts/change-password.ts';
import { ConfirmEmailChange } from './accounts/confirm-email-change.ts';
import { CreateAdmin } from './accounts/create-admin.ts';
import { PreviewLink } from './accounts/preview-link.ts';
import { PreviewVerification } from './accounts/preview-verification.ts';
import { RegisterUser } from './accounts/register.ts';
import { RequestEmailChange } from './accounts/request-email-change.ts';
import { RequestPasswordReset } from './accounts/request-password-reset.ts';
import { ResendVerification } from './accounts/resend-verification.ts';
import { ResetPassword } from './accounts/reset-password.ts';
import { RevertEmailChange } from './accounts/revert-email-change.ts';
import { VerifyEmail } from './accounts/verify-email.ts';
import { VoidEmailUndo } from './accounts/void-email-undo.ts';
import { CreateClient } from './clients/create-client.ts';
import { IssueClientToken } from './clients/issue-client-token.ts';
import { GetClient, ListClients } from './clients/read-clients.ts';
import { RevokeClient } from './clients/revoke-client.ts';
import { RotateClientSecret } from './clients/rotate-client-secret.ts';
import { ReadEvents } from './events/read-events.ts';
import { DeclareRestored } from './operations/declare-restored.ts';
import type { Ports } from './ports/ports.ts';
import { CreateRole } from './roles/create-role.ts';
import { DeleteRole } from './roles/delete-role.ts';
import { GetRole, ListRoles } from './roles/read-roles.ts';
import { UpdateRole } from './roles/update-role.ts';
import { EndSession, EndSessions } from './sessions/end-sessions.ts';
import { IntrospectToken } from './sessions/introspect.ts';
import { ListSessions } from './sessions/list-sessions.ts';
import { LogIn } from './sessions/log-in.ts';
import { LogOut } from './sessions/log-out.ts';
import { RefreshSession } from './sessions/refresh.ts';
import { CreateUser } from './users/create-user.ts';
import { DeleteUser } from './users/delete-user.ts';
import { ExportUsers } from './users/export-users.ts';
import { GetUser } from './users/get-user.ts';
import { GetUserRoles } from './users/get-user-roles.ts';
import { ImportUsers } from './users/import-users.ts';
import { ListUsers } from './users/list-users.ts';
import { ReactivateUser } from './users/reactivate-user.ts';
import { RestoreUser } from './users/restore-user.ts';
import { SetUserRoles } from './users/set-user-roles.ts';
import { SoftDeleteUsers } from './users/soft-delete-users.ts';
import { SuspendUser } from './users/suspend-user.ts';
import { UpdateUser } from './users/update-user.ts';

/** Every use-case under its name: the one list that server, command line and tests build them from. */
export const useCaseClasses = {
  authenticate: Authenticate,

  acceptInvitation: AcceptInvitation,
  cancelEmailChange: CancelEmailChange,
  changePassword: ChangePassword,
  confirmEmailChange: ConfirmEmailChange,
  createAdmin: CreateAdmin,
  previewLink: PreviewLink,
  previewVerification: PreviewVerification,
  registerUser: RegisterUser,
  requestEmailChange: RequestEmailChange,
  requestPasswordReset: RequestPasswordReset,
  resendVerification: ResendVerification,
  resetPassword: ResetPassword,
  revertEmailChange: RevertEmailChange,
  verifyEmail: VerifyEmail,
  voidEmailUndo: VoidEmailUndo,

  createClient: CreateClient,
  getClient: GetClient,
  issueClientToken: IssueClientToken,
  listClients: ListClients,
  revokeClient: RevokeClient,
  rotateClientSecret: RotateClientSecret,

  readEvents: ReadEvents,

  declareRestored: DeclareRestored,

  createRole: CreateRole,
  deleteRole: DeleteRole,
  getRole: GetRole,
  listRoles: ListRoles,
  updateRole: UpdateRole,

  endSession: EndSession,
  endSessions: EndSessions,
  introspectToken: IntrospectToken,
  listSessions: ListSessions,
  logIn: LogIn,
  logOut: LogOut,
  refreshSession: RefreshSession,

  createUser: CreateUser,
  deleteUser: DeleteUser,
  exportUsers: ExportUsers,
  getUser: GetUser,
  getUserRoles: GetUserRoles,
  importUsers: ImportUsers,
  listUsers: ListUsers,
  reactivateUser: ReactivateUser,
  restoreUser: RestoreUser,
  setUserRoles: SetUserRoles,
  softDeleteUsers: SoftDeleteUsers,
  suspendUser: SuspendUser,
  updateUser: UpdateUser,
} as const;

type Classes = typeof useCaseClasses;
export type UseCaseName = keyof Classes;

/** Each as what can be executed: a stand-in with the same method does as well. */
export type UseCases = { readonly [Name in UseCaseName]: Pick<InstanceType<Classes[Name]>, 'execute'> };

/** All of them, over the same ports. Each sees only the ports that it names. */
export function createUseCases(ports: Ports): UseCases {
  const made = Object.entries(useCaseClasses).map(([name, UseCase]) => [name, new UseCase(ports)]);
  return Object.fromEntries(made) as UseCases;
}
