import type {
  Actor,
  EmailReversalRepository,
  LinkPauseRepository,
  Requester,
  RoleRepository,
  ServiceClientRepository,
  SessionRepository,
  UserRepository,
} from '@users/domain';
import type { Idempotency } from '../idempotency/idempotency.ts';
import type { KeptAnswer } from './kept-answers.ts';
import type { LeasedTask, NewTask } from './task-queue.ts';

/** For the audit trail: who does what, in which request, from where. */
export interface ChangeContext {
  /** What is being done, for instance `user.update`. */
  readonly action: string;
  readonly actor: Actor;
  readonly requestId: string;
  /** Masked client network. */
  readonly network: string | null;
  /** W3C trace context of the request, handed on in the events. */
  readonly traceparent: string | null;
  /** Present: it is done once under this key, see `IdempotentUnitOfWork`. */
  readonly idempotency?: Idempotency;
}

/** An entry that no event stands for (log-in, log-out); each change with events gets one by itself. */
export interface AuditNote {
  /** User id; null when it is about no user. */
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** One request of this requester about this user, and how many there may be. */
export interface RequestCount {
  readonly requester: Requester;
  readonly userId: string;
  readonly now: Date;
  readonly most: number;
  readonly perSeconds: number;
}

/** What a closure may use: aggregates, and rows that are written together with them. */
export interface Transaction {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly roles: RoleRepository;
  readonly emailReversals: EmailReversalRepository;
  readonly clients: ServiceClientRepository;
  readonly linkPauses: LinkPauseRepository;
  /**
   * A rule about all users: after this work at least one active user holds the role `admin`. It is checked on what is
   * stored when everything is written, one such work after the other, so that two that run at once cannot remove the
   * last two.
   */
  keepAdmin(): void;
  /**
   * Counts a request with the change: it is undone with `TooManyRequests` when this requester has asked about this user
   * more than `most` times within `perSeconds`.
   */
  countRequest(count: RequestCount): void;
  /**
   * A rule about requests of strangers: none under these keys was repeated (see `RequestIntake`), nor waits for its task, but
   * for a task that this work completes. It is checked when everything is written, in one order with the requests: of a
   * request and a work that meet, one comes first.
   */
  assertNotRepeated(keys: readonly string[]): void;
  enqueue(task: NewTask): void;
  /**
   * The task that is running is done by this change: its row goes in the same statement, guarded by its lease.
   * So a task that runs twice changes things once.
   */
  complete(task: LeasedTask): void;
  /**
   * The user is erased: the tasks that tell of them go, waiting and parked ones, what is known of links that went to
   * them, and their one-time tokens where these are kept beside the users. Elsewhere tokens end by themselves; so do
   * tasks that are sealed as a whole.
   */
  forget(userId: string): void;
  note(note: AuditNote): void;
  /**
   * Written with the rest unless an answer under this id is there and has not expired: then it is a conflict. A work
   * that meets one being written waits for it, five seconds at most.
   */
  keepAnswer(kept: KeptAnswer): void;
}

/** What a commit has left that somebody waits for; implementations tell it to whoever made them. */
export interface Written {
  /** How many events are to be published. */
  readonly events: number;
  /** Types of the tasks that were put down. */
  readonly taskTypes: readonly string[];
}

/**
 * The only way to write. The closure reads aggregates and calls them; when it returns, everything that changed is
 * written at once with its events, tasks and audit entries, or nothing is. A guard that moved in the meantime is a
 * conflict: the closure runs again on fresh aggregates, three times at most; so nothing but domain calls may stand in it, and an
 * aggregate that it adds is made inside it.
 */
export interface UnitOfWork {
  /**
   * @throws EmailTaken when an added or changed address is in use, or kept for the return of its former owner
   * @throws LastAdmin, RoleInUse, RoleTaken, UnknownRole for rules over several aggregates
   * @throws TooManyRequests when a counted request is one too many
   * @throws RequestRepeated for the rule about requests of strangers
   * @throws IdempotencyKeyInUse when another work under the same key takes longer than one can wait
   * @throws LeaseLost when the task to complete is no longer ours
   * @throws ConcurrentChange when the third try meets a conflict too
   * @throws DependencyUnavailable
   */
  run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result>;
}
