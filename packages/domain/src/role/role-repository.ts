import type { Role } from './role.ts';

export interface RoleRepository {
  /** The roles of these names that exist, in no order. */
  findAll(names: readonly string[]): Promise<readonly Role[]>;
}
