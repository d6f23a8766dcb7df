import { type Permission, permissions } from './permission.ts';

/** All of a role that is stored. */
export interface RoleState {
  /** Lower-case letters, digits, `-` and `_`; the key. */
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  /** Built-in roles can be neither changed nor removed. */
  readonly builtIn: boolean;
  readonly version: number;
}

/** A named set of permissions. */
export class Role {
  readonly state: RoleState;

  private constructor(state: RoleState) {
    this.state = state;
  }

  static restore(state: RoleState): Role {
    return new Role(state);
  }

  get name(): string {
    return this.state.name;
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
