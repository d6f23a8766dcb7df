import { Session, type SessionRepository, type SessionState } from '@users/domain';
import type { Kysely, Updateable } from 'kysely';
import { changedColumns } from './changed-columns.ts';
import { type SessionRow, sessionColumns, toSessionRow, toSessionState } from './session-rows.ts';
import type { SessionsTable, Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** What one unit of work did to one session. */
export type SessionChange =
  | { readonly kind: 'insert'; readonly row: SessionRow }
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly loadedRevision: number;
      readonly set: Updateable<SessionsTable>;
    };

interface Tracked {
  readonly session: Session;
  /** As it was read; null when it was added. */
  readonly loaded: SessionState | null;
}

/** The sessions of one run of a closure. */
export class TrackedSessions implements SessionRepository {
  readonly #db: Kysely<Tables>;
  readonly #tracked = new Map<string, Tracked>();
  readonly #removedOf = new Set<string>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(id: string): Promise<Session | null> {
    if (!this.#tracked.has(id) && isUuid(id)) await this.#load(id);
    return this.#tracked.get(id)?.session ?? null;
  }

  add(session: Session): void {
    this.#tracked.set(session.id, { session, loaded: null });
  }

  removeOf(userId: string): void {
    this.#removedOf.add(userId);
  }

  /** The users whose sessions all go. */
  get removedOf(): readonly string[] {
    return [...this.#removedOf];
  }

  /** What is to be written: what was added, and what was touched and differs. */
  changes(): readonly SessionChange[] {
    return [...this.#tracked.values()].flatMap(changeOf);
  }

  async #load(id: string): Promise<void> {
    const query = this.#db.selectFrom('sessions').select(sessionColumns).where('id', '=', id);
    const row = await query.executeTakeFirst();
    // Another read of the same session may have come first.
    if (row === undefined || this.#tracked.has(id)) return;
    const loaded = toSessionState(row);
    this.#tracked.set(id, { session: Session.restore(loaded), loaded });
  }
}

function changeOf({ session, loaded }: Tracked): SessionChange[] {
  const row = toSessionRow(session.state);
  if (loaded === null) return [{ kind: 'insert', row }];
  if (!session.touched) return [];
  const set = { ...changedColumns(toSessionRow(loaded), row), revision: loaded.revision + 1 };
  return [{ kind: 'update', id: session.id, loadedRevision: loaded.revision, set }];
}
