import { setTimeout as delay } from 'node:timers/promises';
import {
  type AuditNote,
  type ChangeContext,
  ConcurrentChange,
  type IdGenerator,
  type LeasedTask,
  type NewTask,
  type Transaction,
  type UnitOfWork,
} from '@users/application';
import type { Kysely } from 'kysely';
import { entryOfEvents, entryOfNote } from './audit-rows.ts';
import { WriteConflict } from './constraint-errors.ts';
import { StoredRoles } from './role-rows.ts';
import type { Tables } from './tables.ts';
import { TrackedSessions } from './tracked-sessions.ts';
import { TrackedUsers } from './tracked-users.ts';
import { write } from './write-statement.ts';

/** How often a closure runs at most. */
const maxRuns = 3;
/** Upper bound of the random pause before the second run; the third waits up to twice that. */
const pauseMs = 10;

/**
 * The closure reads by single statements outside any transaction: no lock is held while JavaScript thinks. What it
 * changed is written by one statement that is guarded by what it read.
 */
export class PostgresUnitOfWork implements UnitOfWork {
  readonly #db: Kysely<Tables>;
  readonly #ids: Pick<IdGenerator, 'uuid'>;

  constructor(deps: { db: Kysely<Tables>; ids: Pick<IdGenerator, 'uuid'> }) {
    this.#db = deps.db;
    this.#ids = deps.ids;
  }

  async run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let run = 1; run <= maxRuns; run += 1) {
      const tx = new RunningWork(this.#db);
      const result = await work(tx);
      try {
        await tx.commit(context, this.#ids);
        return result;
      } catch (error) {
        if (!(error instanceof WriteConflict)) throw error;
      }
      if (run < maxRuns) await delay(Math.random() * pauseMs * run);
    }
    throw new ConcurrentChange();
  }
}

/** One run of a closure: what it read, and what is to be written with it. */
class RunningWork implements Transaction {
  readonly users: TrackedUsers;
  readonly sessions: TrackedSessions;
  readonly roles: StoredRoles;
  readonly #db: Kysely<Tables>;
  readonly #tasks: NewTask[] = [];
  readonly #completed: LeasedTask[] = [];
  readonly #notes: AuditNote[] = [];

  constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.users = new TrackedUsers(db);
    this.sessions = new TrackedSessions(db);
    this.roles = new StoredRoles(db);
  }

  enqueue(task: NewTask): void {
    this.#tasks.push(task);
  }

  complete(task: LeasedTask): void {
    this.#completed.push(task);
  }

  note(note: AuditNote): void {
    this.#notes.push(note);
  }

  async commit(context: ChangeContext, ids: Pick<IdGenerator, 'uuid'>): Promise<void> {
    const { traceparent } = context;
    const users = this.users.changes();
    const changed = users.filter((change) => change.events.length > 0);
    await write(this.#db, context, {
      users,
      sessions: this.sessions.changes(),
      events: users.flatMap(({ events }) => events.map((event) => ({ id: ids.uuid(), event, traceparent }))),
      audit: [
        ...changed.map(({ id, events }) => entryOfEvents(ids.uuid(), id, events)),
        ...this.#notes.map((note) => entryOfNote(ids.uuid(), note)),
      ],
      tasks: this.#tasks,
      completed: this.#completed,
    });
  }
}
