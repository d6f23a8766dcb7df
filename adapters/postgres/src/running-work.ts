import type {
  AuditNote,
  ChangeContext,
  Clock,
  IdGenerator,
  KeptAnswer,
  LeasedTask,
  NewTask,
  RequestCount,
  Transaction,
  Written,
} from '@users/application';
import type { Kysely } from 'kysely';
import { entryOfEvents, entryOfNote } from './audit-rows.ts';
import { StoredEmailReversals } from './email-reversals.ts';
import { TrackedLinkPauses } from './link-pauses.ts';
import type { Tables } from './tables.ts';
import { TrackedClients } from './tracked-clients.ts';
import { TrackedRoles } from './tracked-roles.ts';
import { TrackedSessions } from './tracked-sessions.ts';
import { TrackedUsers } from './tracked-users.ts';
import { write } from './write-statement.ts';

/** One run of a closure: what it read, and what is to be written with it. */
export class RunningWork implements Transaction {
  readonly users: TrackedUsers;
  readonly sessions: TrackedSessions;
  readonly roles: TrackedRoles;
  readonly emailReversals: StoredEmailReversals;
  readonly clients: TrackedClients;
  readonly linkPauses: TrackedLinkPauses;
  readonly #deps: { readonly db: Kysely<Tables>; readonly ids: Pick<IdGenerator, 'uuid'>; readonly clock: Clock };
  readonly #tasks: NewTask[] = [];
  readonly #completed: LeasedTask[] = [];
  readonly #notes: AuditNote[] = [];
  readonly #forgotten: string[] = [];
  readonly #counts: RequestCount[] = [];
  readonly #notRepeated: string[] = [];
  #keptAnswer: KeptAnswer | null = null;
  #adminKept = false;

  constructor(deps: { db: Kysely<Tables>; ids: Pick<IdGenerator, 'uuid'>; clock: Clock }) {
    this.#deps = deps;
    this.users = new TrackedUsers(deps.db);
    this.sessions = new TrackedSessions(deps.db, this.users);
    this.roles = new TrackedRoles(deps.db);
    this.emailReversals = new StoredEmailReversals(deps.db, deps.clock);
    this.clients = new TrackedClients(deps.db);
    this.linkPauses = new TrackedLinkPauses(deps.db);
  }

  keepAdmin(): void {
    this.#adminKept = true;
  }

  countRequest(count: RequestCount): void {
    this.#counts.push(count);
  }

  assertNotRepeated(keys: readonly string[]): void {
    this.#notRepeated.push(...keys);
  }

  enqueue(task: NewTask): void {
    this.#tasks.push(task);
  }

  complete(task: LeasedTask): void {
    this.#completed.push(task);
  }

  forget(userId: string): void {
    this.#forgotten.push(userId);
  }

  note(note: AuditNote): void {
    this.#notes.push(note);
  }

  keepAnswer(kept: KeptAnswer): void {
    this.#keptAnswer = kept;
  }

  /**
   * Writes it, see `write`. To be called once: the events are taken out of the aggregates.
   *
   * @returns what others wait for
   */
  async commit(context: ChangeContext): Promise<Written> {
    const { db, ids, clock } = this.#deps;
    const { traceparent } = context;
    const users = this.users.changes();
    const changed = users.filter((change) => change.events.length > 0);
    const events = users.flatMap((change) =>
      change.events.map((event, index) => ({
        ...{ id: ids.uuid(), event, traceparent, followers: change.events.length - 1 - index },
      })),
    );
    await write(db, context, {
      users,
      sessions: this.sessions.changes(),
      roles: this.roles.changes(),
      clients: this.clients.changes(),
      linkPauses: this.linkPauses.changes(),
      reversals: this.emailReversals,
      signedOut: this.sessions.removedOf,
      forgotten: this.#forgotten,
      counts: this.#counts,
      adminKept: this.#adminKept,
      notRepeated: this.#notRepeated,
      now: clock.now(),
      events,
      audit: [
        ...changed.map(({ id, events }) => entryOfEvents(ids.uuid(), id, events)),
        ...this.#notes.map((note) => entryOfNote(ids.uuid(), note)),
      ],
      tasks: this.#tasks,
      completed: this.#completed,
      keptAnswer: this.#keptAnswer,
    });
    return { events: events.length, taskTypes: this.#tasks.map(({ type }) => type) };
  }
}
