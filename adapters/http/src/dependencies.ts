import type {
  IdGenerator,
  IssuedTokens,
  ListUsersInput,
  LogInInput,
  RegisterInput,
  UpdateUserInput,
  UseCase,
  UserPage,
  UserResult,
  VerificationPreview,
  VerifyEmailInput,
} from '@users/application';
import type { AccessSettings, UserActor } from '@users/domain';

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
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Readiness {
  readonly ready: boolean;
  /** By the name of the part; `detail` is for operators and holds no address or secret. */
  readonly checks: Readonly<Record<string, { readonly status: string; readonly detail?: string | undefined }>>;
}

/** Everything that the HTTP ring needs: use-cases under their names, and what surrounds them. */
export interface HttpDependencies {
  readonly registerUser: UseCase<RegisterInput, void>;
  readonly resendVerification: UseCase<{ readonly email: string }, void>;
  readonly previewVerification: UseCase<{ readonly token: string }, VerificationPreview>;
  readonly verifyEmail: UseCase<VerifyEmailInput, { readonly userId: string }>;
  readonly logIn: UseCase<LogInInput, IssuedTokens>;
  readonly refreshSession: UseCase<{ readonly refreshToken: string }, IssuedTokens>;
  readonly logOut: UseCase<{ readonly refreshToken: string | null }, void>;
  readonly listUsers: UseCase<ListUsersInput, UserPage>;
  readonly getUser: UseCase<{ readonly id: string }, UserResult>;
  readonly updateUser: UseCase<UpdateUserInput, UserResult>;
  readonly authenticate: {
    execute(input: { readonly accessToken: string; readonly fresh: boolean }): Promise<UserActor | null>;
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

  readonly ids: Pick<IdGenerator, 'uuid'>;
  readonly log: HttpLog;
  readonly onRequest?: ((request: ObservedRequest) => void) | undefined;
  /** RFC 7517. */
  readonly jwks: () => Promise<{ readonly keys: readonly object[] }>;
  /** The AsyncAPI document. */
  readonly asyncapi: object;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
}
