import type { KeptAnswer, LeasedTask, LoggedEvent, NewTask, StoredEvent, StoredSigningKey } from '@users/application';
import {
  builtInRoles,
  type EmailReversal,
  type LinkKind,
  type LinkPause,
  type OneTimeTokenState,
  type RoleState,
  type ServiceClientState,
  type SessionState,
  type UserState,
} from '@users/domain';
import { copy } from './values.ts';

/** A task with what its queue knows of it. */
export interface TaskRow extends NewTask {
  readonly createdAt: Date;
  readonly dueAt: Date;
  readonly attempt: LeasedTask['attempt'];
  /** Null while nobody works on it. */
  readonly lease: LeasedTask['lease'] | null;
  readonly leasedUntil: Date | null;
  readonly parkedAt: Date | null;
  /** Why the last try failed. */
  readonly reason: string | null;
}

/** A user's row. */
export interface StoredUser extends UserState {
  /** Number of the last event; counted on by whatever writes. */
  readonly sequence: number;
}

/** A copy of what the aggregate knows of a row. */
export function stateOf({ sequence: _, ...state }: StoredUser): UserState {
  return copy(state);
}

/** One line of the audit trail. */
export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly actorKind: 'anonymous' | 'user' | 'client' | 'system';
  /** Id of a user or a service client, or the name of a system actor. */
  readonly actorId: string | null;
  readonly sessionId: string | null;
  /** User id; null when it is about no user. */
  readonly subject: string | null;
  readonly requestId: string;
  readonly network: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Who may publish; the fence rises with each holder. */
export interface RelayLeaseRow {
  readonly holder: string | null;
  readonly fence: bigint;
  readonly expiresAt: Date;
}

/** A request of a stranger; `repeated` is never taken back. */
export interface RequestKeyRow {
  readonly repeated: boolean;
  readonly expiresAt: Date;
}

/** What is known of the links of one kind that went to one account. */
export interface LinkPauseRow {
  readonly userId: string;
  readonly pause: LinkPause;
}

export function linkPauseKey(userId: string, kind: LinkKind): string {
  return `${userId} ${kind}`;
}

/** An event that the broker refused. */
export interface RefusalRow {
  readonly attempts: number;
  readonly reason: string;
  readonly retryAt: Date;
  readonly parkedAt: Date | null;
}

/**
 * What a database would hold, in the variables of this process. Only the adapters beside it touch it, and they copy
 * each value on its way in and out: nobody changes a row by holding on to an object.
 */
export class MemoryStore {
  readonly users = new Map<string, StoredUser>();
  readonly roles = new Map<string, RoleState>(builtInRoles.map((role) => [role.name, role]));
  /** By digest. */
  readonly emailReversals = new Map<string, EmailReversal>();
  readonly clients = new Map<string, ServiceClientState>();
  readonly sessions = new Map<string, SessionState>();
  readonly tokens = new Map<string, OneTimeTokenState>();
  readonly tasks = new Map<string, TaskRow>();
  readonly audit: AuditEntry[] = [];
  /** By requester and user: when, as far back as it counts. */
  readonly requestCounts = new Map<string, { readonly userId: string; readonly askedAt: readonly Date[] }>();
  /** By id. */
  readonly keptAnswers = new Map<string, KeptAnswer>();
  /** By key. */
  readonly requestKeys = new Map<string, RequestKeyRow>();
  /** By `linkPauseKey`. */
  readonly linkPauses = new Map<string, LinkPauseRow>();
  readonly signingKeys = new Map<string, StoredSigningKey>();
  /** Not yet moved, by position. */
  outbox: StoredEvent[] = [];
  /** Published events in the order in which they were moved. */
  readonly log: LoggedEvent[] = [];
  /** Position of the newest of them. */
  logHead = 0n;
  /** By the id of the event. */
  readonly refusals = new Map<string, RefusalRow>();
  relayLease: RelayLeaseRow = { holder: null, fence: 0n, expiresAt: new Date(0) };
  /** Incarnation of the data, see `StoredEvent.stream`. */
  stream = 1;
  #position = 0n;

  nextPosition(): bigint {
    this.#position += 1n;
    return this.#position;
  }
}
