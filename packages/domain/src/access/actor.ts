import type { Permission } from '../role/permission.ts';

export interface AnonymousActor {
  readonly kind: 'anonymous';
}

/** A signed-in person, as PostgreSQL knows them, never as their token remembers them. */
export interface UserActor {
  readonly kind: 'user';
  readonly id: string;
  readonly sessionId: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<Permission>;
}

/** A sibling service with a token of its own: what the token was made for, of what it is granted now. */
export interface ClientActor {
  readonly kind: 'client';
  readonly id: string;
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** Whoever can hold an access token. */
export type TokenHolder = UserActor | ClientActor;

/** The service itself: a task, the command line of whoever holds the database. */
export interface SystemActor {
  readonly kind: 'system';
  /** For the audit trail, for instance `worker` or `cli`. */
  readonly name: string;
}

export type Actor = AnonymousActor | TokenHolder | SystemActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };
