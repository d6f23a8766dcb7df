import { Session, type SessionRepository, type SessionState, type SessionWithUser } from '@users/domain';
import type { Kysely, Updateable } from 'kysely';
import { changedColumns } from './changed-columns.ts';
import { permissionsOfUser } from './permissions.ts';
import { toPermissions } from './role-rows.ts';
import { type SessionRow, sessionColumns, toSessionRow, toSessionState } from './session-rows.ts';
import type { SessionsTable, Tables } from './tables.ts';
import type { TrackedUsers } from './tracked-users.ts';
import { toUserState, userColumns } from './user-rows.ts';
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

  readonly #users: TrackedUsers;

  constructor(db: Kysely<Tables>, users: TrackedUsers) {
    this.#db = db;
    this.#users = users;
  }

  async find(id: string): Promise<Session | null> {
    if (!this.#tracked.has(id) && isUuid(id)) await this.#load(id);
    return this.#tracked.get(id)?.session ?? null;
  }

  async findWithUser(id: string): Promise<SessionWithUser | null> {
    if (!isUuid(id)) return null;
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .select(userColumns.map((column) => `users.${column}` as const))
      .select(prefixedColumns)
      .select(permissionsOfUser.as('permissions'))
      .where('sessions.id', '=', id)
      .where('users.erased_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return null;
    const user = this.#users.adopt(toUserState(row));
    const session = this.#track(toSessionState(withoutPrefix(row)));
    return { session, user, permissions: new Set(toPermissions(row.permissions)) };
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
    if (row !== undefined) this.#track(toSessionState(row));
  }

  /** Another read of the same session may have come first. */
  #track(loaded: SessionState): Session {
    const known = this.#tracked.get(loaded.id);
    if (known !== undefined) return known.session;
    const session = Session.restore(loaded);
    this.#tracked.set(session.id, { session, loaded });
    return session;
  }
}

/** Beside the columns of a user, of which some have the same names. */
const prefixedColumns = [
  'sessions.id as session_id',
  'sessions.user_id as session_user_id',
  'sessions.seed as session_seed',
  'sessions.generation as session_generation',
  'sessions.rotated_at as session_rotated_at',
  'sessions.epoch as session_epoch',
  'sessions.created_at as session_created_at',
  'sessions.network as session_network',
  'sessions.user_agent as session_user_agent',
  'sessions.ended_at as session_ended_at',
  'sessions.end_reason as session_end_reason',
  'sessions.revision as session_revision',
] as const;

function withoutPrefix(
  row: { readonly [Column in keyof SessionRow as `session_${Column}`]: SessionRow[Column] },
): SessionRow {
  return {
    id: row.session_id,
    user_id: row.session_user_id,
    seed: row.session_seed,
    generation: row.session_generation,
    rotated_at: row.session_rotated_at,
    epoch: row.session_epoch,
    created_at: row.session_created_at,
    network: row.session_network,
    user_agent: row.session_user_agent,
    ended_at: row.session_ended_at,
    end_reason: row.session_end_reason,
    revision: row.session_revision,
  };
}

function changeOf({ session, loaded }: Tracked): SessionChange[] {
  const row = toSessionRow(session.state);
  if (loaded === null) return [{ kind: 'insert', row }];
  if (!session.touched) return [];
  const set = { ...changedColumns(toSessionRow(loaded), row), revision: loaded.revision + 1 };
  return [{ kind: 'update', id: session.id, loadedRevision: loaded.revision, set }];
}
