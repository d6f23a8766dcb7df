import type { Role } from './role.ts';

/** The roles of one unit of work; a touched one is written at its end under the guard of its `version`. */
export interface RoleRepository {
  find(name: string): Promise<Role | null>;
  /**
   * The roles of these names that exist, in no order. Roles that a user is given in the same work must still exist when
   * it commits: UnknownRole otherwise.
   */
  findAll(names: readonly string[]): Promise<readonly Role[]>;
  /** @throws RoleTaken when the work commits and the name is in use */
  add(role: Role): void;
  /** What is written rests on this role as it was read: when it has changed since, the work runs again. */
  relyOn(role: Role): void;
  /** @throws RoleInUse when the work commits and a user still holds it */
  remove(role: Role): void;
}
