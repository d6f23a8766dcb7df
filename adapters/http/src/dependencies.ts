import type {
  ActiveToken,
  ChangeClientInput,
  ChangePasswordInput,
  ClientResult,
  ClientWithSecret,
  CreateClientInput,
  CreateRoleInput,
  CreateUserInput,
  EventPage,
  Fingerprinter,
  IdGenerator,
  IssueClientTokenInput,
  IssuedClientToken,
  IssuedTokens,
  LinkPreview,
  ListUsersInput,
  LogInInput,
  PreviewLinkInput,
  ReadEventsInput,
  RegisterInput,
  RequestEmailChangeInput,
  RoleResult,
  RotateClientSecretInput,
  SessionList,
  SetUserRolesInput,
  SoftDeletion,
  SuspendedUser,
  SuspendUserInput,
  UpdateRoleInput,
  UpdateUserInput,
  UseCase,
  UserPage,
  UserResult,
  VerificationPreview,
  VerifyEmailInput,
} from '@users/application';
import type { AccessSettings, TokenHolder } from '@users/domain';
import type { Brand } from './pages/brand.ts';

/** One answered request, by the pattern of its route: a path with an id in it would make a series per user. */
export interface ObservedRequest {
  readonly method: string;
  /** For instance `/users/:uuid`; `unmatched` when no route has the path. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Structured lines; pino's logger is one. */
export interface HttpLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A link that sets a password. */
interface RedeemedLink {
  readonly token: string;
  readonly password: string;
}

/** A change of one user that takes nothing else. */
interface UserChange {
  readonly id: string;
  /** From `If-Match`; null: whatever is stored. */
  readonly expectedVersion: number | null;
}

/** Everything that the HTTP ring needs: use-cases under their names, and what surrounds them. */
export interface HttpDependencies {
  readonly registerUser: UseCase<RegisterInput, void>;
  readonly resendVerification: UseCase<{ readonly email: string }, void>;
  readonly previewVerification: UseCase<{ readonly token: string }, VerificationPreview>;
  readonly verifyEmail: UseCase<VerifyEmailInput, { readonly userId: string }>;
  readonly requestPasswordReset: UseCase<{ readonly email: string }, void>;
  readonly resetPassword: UseCase<RedeemedLink, { readonly userId: string }>;
  readonly acceptInvitation: UseCase<RedeemedLink, { readonly userId: string }>;
  readonly previewLink: UseCase<PreviewLinkInput, LinkPreview>;
  readonly changePassword: UseCase<ChangePasswordInput, IssuedTokens>;
  readonly requestEmailChange: UseCase<RequestEmailChangeInput, void>;
  readonly confirmEmailChange: UseCase<{ readonly token: string }, { readonly userId: string }>;
  readonly cancelEmailChange: UseCase<{ readonly id: string }, void>;
  readonly voidEmailUndo: UseCase<{ readonly id: string }, void>;
  readonly revertEmailChange: UseCase<{ readonly token: string }, { readonly userId: string }>;
  readonly logIn: UseCase<LogInInput, IssuedTokens>;
  readonly refreshSession: UseCase<{ readonly refreshToken: string }, IssuedTokens>;
  readonly logOut: UseCase<{ readonly refreshToken: string | null }, void>;
  readonly introspectToken: UseCase<{ readonly token: string }, ActiveToken | null>;
  readonly listSessions: UseCase<{ readonly id: string }, SessionList>;
  readonly endSession: UseCase<{ readonly id: string; readonly sessionId: string }, void>;
  readonly endSessions: UseCase<{ readonly id: string }, void>;
  readonly listUsers: UseCase<ListUsersInput, UserPage>;
  readonly getUser: UseCase<{ readonly id: string }, UserResult>;
  readonly updateUser: UseCase<UpdateUserInput, UserResult>;
  readonly createUser: UseCase<CreateUserInput, UserResult>;
  readonly deleteUser: UseCase<UserChange, { readonly endedLinks: number }>;
  readonly softDeleteUsers: UseCase<{ readonly ids: readonly string[] }, readonly SoftDeletion[]>;
  readonly restoreUser: UseCase<UserChange, UserResult>;
  readonly suspendUser: UseCase<SuspendUserInput, SuspendedUser>;
  readonly reactivateUser: UseCase<UserChange, UserResult>;
  readonly getUserRoles: UseCase<{ readonly id: string }, UserResult>;
  readonly setUserRoles: UseCase<SetUserRolesInput, UserResult>;
  readonly listRoles: UseCase<object, readonly RoleResult[]>;
  readonly getRole: UseCase<{ readonly name: string }, RoleResult>;
  readonly createRole: UseCase<CreateRoleInput, RoleResult>;
  readonly updateRole: UseCase<UpdateRoleInput, RoleResult>;
  readonly deleteRole: UseCase<{ readonly name: string; readonly expectedVersion: number | null }, void>;
  readonly readEvents: UseCase<ReadEventsInput, EventPage>;
  /** Resolves when there is an event after this place in the log, or after so many milliseconds. */
  readonly logWatcher: { beyond(position: bigint, withinMs: number): Promise<void> };
  readonly listClients: UseCase<object, readonly ClientResult[]>;
  readonly getClient: UseCase<{ readonly id: string }, ClientResult>;
  readonly createClient: UseCase<CreateClientInput, ClientWithSecret>;
  readonly rotateClientSecret: UseCase<RotateClientSecretInput, ClientWithSecret>;
  readonly revokeClient: UseCase<ChangeClientInput, { readonly endedLinks: number }>;
  readonly issueClientToken: UseCase<IssueClientTokenInput, IssuedClientToken>;
  readonly authenticate: {
    execute(input: { readonly accessToken: string; readonly fresh: boolean }): Promise<TokenHolder | null>;
  };

  readonly settings: AccessSettings;
  readonly passwordMinLength: number;
  /** Without a slash at its end. Every link starts with it, whatever a request claims its host to be. */
  readonly publicUrl: string;
  /** Of the service, for the API document. */
  readonly version: string;
  /** How many proxies in front add to X-Forwarded-For. */
  readonly trustedProxies: number;
  readonly corsOrigins: readonly string[];
  /** How long a session lives unused, in seconds: a browser keeps its cookie as long. */
  readonly sessionIdleSeconds: number;
  /** Whose pages these are. */
  readonly brand: Brand;

  readonly ids: Pick<IdGenerator, 'uuid' | 'digest'>;
  readonly fingerprinter: Fingerprinter;
  readonly log: HttpLog;
  readonly onRequest?: ((request: ObservedRequest) => void) | undefined;
  /** RFC 7517. */
  readonly jwks: () => Promise<{ readonly keys: readonly object[] }>;
  /** The AsyncAPI document. */
  readonly asyncapi: object;
  /** True once the process stops: whoever waits for events is sent home, to ask another one. */
  readonly draining: () => boolean;
  /** Whether requests should come here. Why not is told on the operations listener alone. */
  readonly ready: () => Promise<boolean>;
}
