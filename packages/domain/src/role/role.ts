import { WrongState } from '../access/access-errors.ts';
import { AggregateRoot } from '../shared/aggregate-root.ts';
import { assertShown } from '../shared/shown-text.ts';
import { VersionMismatch } from '../user/user-errors.ts';
import { type Permission, permissions } from './permission.ts';

/** All of a role that is stored. */
export interface RoleState {
  /** Lower-case letters, digits, `-` and `_`; the key. */
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  /** Built-in roles can be neither changed nor removed. */
  readonly builtIn: boolean;
  /** The ETag, and the guard of every write. */
  readonly version: number;
}

/** A named set of permissions. */
export class Role extends AggregateRoot<never> {
  #state: RoleState;

  private constructor(state: RoleState) {
    super();
    this.#state = state;
  }

  static restore(state: RoleState): Role {
    return new Role(state);
  }

  /** @throws UnfitText */
  static create(input: Pick<RoleState, 'name' | 'description' | 'permissions'>): Role {
    assertShown(input.description, 'description', '/description');
    const role = new Role({ ...input, builtIn: false, version: 1 });
    role.touch();
    return role;
  }

  get name(): string {
    return this.#state.name;
  }

  get state(): RoleState {
    return this.#state;
  }

  /** @throws VersionMismatch when `expected` is given and not the stored version */
  expectVersion(expected: number | null): void {
    if (expected !== null && expected !== this.#state.version) throw new VersionMismatch(this.#state.version);
  }

  /** @throws WrongState for a built-in role; UnfitText */
  change(input: Pick<RoleState, 'description' | 'permissions'>): void {
    if (this.#state.builtIn) throw new WrongState();
    assertShown(input.description, 'description', '/description');
    this.#state = { ...this.#state, ...input, version: this.#state.version + 1 };
    this.touch();
  }
}

/** There from the first migration on. */
export const builtInRoles: readonly RoleState[] = [
  { name: 'admin', description: 'May do everything.', permissions, builtIn: true, version: 1 },
  { name: 'user', description: 'Looks after its own account.', permissions: [], builtIn: true, version: 1 },
];

/** The union of what the named roles allow; names that no longer exist allow nothing. */
export function permissionsOf(roles: Iterable<Role>, names: readonly string[]): ReadonlySet<Permission> {
  const held = new Set<Permission>();
  for (const role of roles) {
    if (names.includes(role.name)) for (const permission of role.state.permissions) held.add(permission);
  }
  return held;
}
