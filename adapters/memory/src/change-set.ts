import { isDeepStrictEqual } from 'node:util';
import type {
  AggregateRoot,
  Role,
  RoleState,
  ServiceClient,
  ServiceClientState,
  Session,
  SessionState,
  User,
  UserEvent,
  UserState,
} from '@users/domain';
import type { Loaded } from './loaded-aggregates.ts';
import type { MemoryTransaction } from './transaction.ts';

export interface UserChange extends Loaded<User, UserState> {
  readonly events: readonly UserEvent[];
}

/** Everything that one run of a closure wants written. */
export interface ChangeSet {
  readonly users: readonly UserChange[];
  readonly sessions: readonly Loaded<Session, SessionState>[];
  /** Added and changed; those to remove are the transaction's. */
  readonly roles: readonly Loaded<Role, RoleState>[];
  readonly clients: readonly Loaded<ServiceClient, ServiceClientState>[];
  readonly transaction: MemoryTransaction;
}

/** Pulls the events: once for each run, and the run's aggregates are thrown away when it has to be repeated. */
export function changesOf(transaction: MemoryTransaction): ChangeSet {
  const users = transaction.loadedUsers
    .all()
    .map((loaded) => ({ ...loaded, events: loaded.aggregate.pullEvents() }))
    .filter(({ aggregate, stored, events }) => stored === null || events.length > 0 || aggregate.touched);
  const sessions = transaction.loadedSessions.all().filter(isChanged);
  const clients = transaction.loadedClients.all().filter(isChanged);
  const roles = transaction.roles.changed();
  return { users, sessions, roles, clients, transaction };
}

function isChanged({ aggregate, stored }: Loaded<AggregateRoot<never>, unknown>): boolean {
  return stored === null || aggregate.touched;
}

/**
 * The fields that differ. Only these are written: bookkeeping moves no guard, so a whole row written back could undo
 * a log-in or a new hash that was recorded since the row was read.
 */
export function difference<State extends object>(before: State, after: State): Partial<State> {
  const keys = Object.keys(after) as (keyof State)[];
  const changed = keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return Object.fromEntries(changed.map((key) => [key, after[key]])) as Partial<State>;
}
