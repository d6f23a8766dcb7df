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

/** The service itself: a task, the command line of whoever holds the database. */
export interface SystemActor {
  readonly kind: 'system';
  /** For the audit trail, for instance `worker` or `cli`. */
  readonly name: string;
}

export type Actor = AnonymousActor | UserActor | SystemActor;

export const anonymous: AnonymousActor = { kind: 'anonymous' };
