import { Role, type RoleRepository } from '@users/domain';
import type { Kysely } from 'kysely';
import { type RoleRow, roleColumns, toRoleRow, toRoleState } from './role-rows.ts';
import type { Tables } from './tables.ts';

/** What one unit of work did to one role. */
export type RoleChange =
  | { readonly kind: 'insert'; readonly row: RoleRow }
  | { readonly kind: 'update'; readonly loadedVersion: number; readonly row: RoleRow }
  | { readonly kind: 'delete'; readonly loadedVersion: number; readonly row: RoleRow }
  /** Left as it is: the rest is written only while it is. */
  | { readonly kind: 'none'; readonly loadedVersion: number; readonly row: RoleRow };

interface Tracked {
  readonly role: Role;
  /** As it was read; null when it was added. */
  readonly loadedVersion: number | null;
}

/** The roles of one run of a closure. */
export class TrackedRoles implements RoleRepository {
  readonly #db: Kysely<Tables>;
  readonly #tracked = new Map<string, Tracked>();
  readonly #removed = new Set<Role>();
  readonly #reliedOn = new Set<Role>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(name: string): Promise<Role | null> {
    const [role] = await this.findAll([name]);
    return role ?? null;
  }

  async findAll(names: readonly string[]): Promise<readonly Role[]> {
    const wanted = [...new Set(names)];
    const unread = wanted.filter((name) => !this.#tracked.has(name));
    if (unread.length > 0) await this.#load(unread);
    return wanted.flatMap((name) => this.#tracked.get(name)?.role ?? []);
  }

  add(role: Role): void {
    this.#tracked.set(role.name, { role, loadedVersion: null });
  }

  relyOn(role: Role): void {
    this.#reliedOn.add(role);
  }

  remove(role: Role): void {
    this.#removed.add(role);
  }

  /** What is to be written, in the order of names, so that two statements lock in one order. */
  changes(): readonly RoleChange[] {
    const changes = [...this.#tracked.values()].flatMap((tracked) => this.#changeOf(tracked));
    return changes.sort((a, b) => (a.row.name < b.row.name ? -1 : 1));
  }

  async #load(names: readonly string[]): Promise<void> {
    const query = this.#db.selectFrom('roles').select(roleColumns);
    const rows = await query.where((eb) => eb('name', '=', eb.fn.any(eb.val([...names])))).execute();
    for (const row of rows) {
      // Another read of the same role may have come first.
      if (this.#tracked.has(row.name)) continue;
      this.#tracked.set(row.name, { role: Role.restore(toRoleState(row)), loadedVersion: row.version });
    }
  }

  #changeOf({ role, loadedVersion }: Tracked): RoleChange[] {
    const row = toRoleRow(role.state);
    const removed = this.#removed.has(role);
    if (loadedVersion === null) return removed ? [] : [{ kind: 'insert', row }];
    if (removed) return [{ kind: 'delete', loadedVersion, row }];
    if (role.touched) return [{ kind: 'update', loadedVersion, row }];
    return this.#reliedOn.has(role) ? [{ kind: 'none', loadedVersion, row }] : [];
  }
}
