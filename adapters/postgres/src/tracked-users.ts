import { type EmailAddress, User, type UserEvent, type UserRepository, type UserState } from '@users/domain';
import type { Insertable, Kysely } from 'kysely';
import { changedColumns } from './changed-columns.ts';
import type { Tables, UsersTable } from './tables.ts';
import { toUserRow, toUserState, type UserRow, type UserUpdate, userColumns } from './user-rows.ts';
import { isUuid } from './uuid.ts';

/**
 * What a row must still have to be written: `revision` moves with each change of the account's own state. The release
 * before does not move it, and does move the other two.
 */
export type UserGuard = Pick<UserState, 'revision' | 'version' | 'epoch'>;

/** What one unit of work did to one user. */
export type UserChange = {
  readonly id: string;
  readonly events: readonly UserEvent[];
  /** The address that it did not have before; null: no other one. */
  readonly newEmail: EmailAddress | null;
  /** The roles that it did not hold before. */
  readonly givenRoles: readonly string[];
} & (
  | { readonly kind: 'insert'; readonly row: Insertable<UsersTable> }
  | { readonly kind: 'update'; readonly loaded: UserGuard; readonly set: UserUpdate }
  /** Read, and left as it is; `reliedOn`: the rest is written only while it is. */
  | { readonly kind: 'none'; readonly loaded: UserGuard; readonly reliedOn: boolean }
);

interface Tracked {
  readonly user: User;
  /** As it was read; null when it was added. */
  readonly loaded: UserState | null;
}

/** The users of one run of a closure. Each is one object, however often it is asked for. */
export class TrackedUsers implements UserRepository {
  readonly #db: Kysely<Tables>;
  readonly #tracked = new Map<string, Tracked>();
  readonly #reliedOn = new Set<User>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(id: string): Promise<User | null> {
    const known = this.#tracked.get(id);
    if (known !== undefined) return known.user;
    if (!isUuid(id)) return null;
    return this.#remember(await this.#select().where('id', '=', id).executeTakeFirst());
  }

  async findByEmail(email: EmailAddress): Promise<User | null> {
    for (const { user } of this.#tracked.values()) if (user.state.email === email) return user;
    const user = this.#remember(await this.#select().where('email', '=', email).executeTakeFirst());
    // It may be a user that is known already, with another address since.
    return user?.state.email === email ? user : null;
  }

  add(user: User): void {
    this.#tracked.set(user.id, { user, loaded: null });
  }

  adopt(state: UserState): User {
    return this.#track(state);
  }

  relyOn(user: User): void {
    this.#reliedOn.add(user);
  }

  /**
   * What is to be written, in the order of ids, so that two statements lock in one order. Takes the events out of the
   * aggregates: to be called once.
   */
  changes(): readonly UserChange[] {
    const changes = [...this.#tracked.values()].map((tracked) => changeOf(tracked, this.#reliedOn.has(tracked.user)));
    return changes.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #select() {
    return this.#db.selectFrom('users').select(userColumns).where('erased_at', 'is', null);
  }

  #remember(row: UserRow | undefined): User | null {
    if (row === undefined) return null;
    return this.#track(toUserState(row));
  }

  /** Another read of the same user may have come first. */
  #track(loaded: UserState): User {
    const known = this.#tracked.get(loaded.id);
    if (known !== undefined) return known.user;
    const user = User.restore(loaded);
    this.#tracked.set(user.id, { user, loaded });
    return user;
  }
}

function changeOf({ user, loaded }: Tracked, reliedOn: boolean): UserChange {
  const { id, state } = user;
  const events = user.pullEvents();
  const newEmail = state.email === loaded?.email || state.erasedAt !== null ? null : state.email;
  const givenRoles = state.roles.filter((role) => !loaded?.roles.includes(role));
  const change = { id, events, newEmail, givenRoles };
  if (loaded === null) return { ...change, kind: 'insert', row: { ...toUserRow(state), sequence: events.length } };
  const set = user.touched || events.length > 0 ? updateOf(loaded, state) : {};
  if (Object.keys(set).length === 0 && events.length === 0) return { ...change, kind: 'none', loaded, reliedOn };
  return { ...change, kind: 'update', loaded, set };
}

/** An erasure writes everything: what was noted since the row was read (a log-in) must go too. */
function updateOf(loaded: UserState, state: UserState): UserUpdate {
  const row = toUserRow(state);
  return state.erasedAt === null ? changedColumns(toUserRow(loaded), row) : row;
}
