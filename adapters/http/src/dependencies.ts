import type { Fingerprinter, IdGenerator, UseCases } from '@users/application';
import type { AccessSettings } from '@users/domain';
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

/** Everything that the HTTP ring needs: the use-cases, and what surrounds them. */
export interface HttpDependencies extends UseCases {
  /** Resolves when there is an event after this place in the log, or after so many milliseconds. */
  readonly logWatcher: { beyond(position: bigint, withinMs: number): Promise<void> };
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
