import { isPermission, type Permission, Role, type RoleRepository } from '@users/domain';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Permissions of a newer release allow nothing here. */
export function toPermissions(texts: readonly string[]): Permission[] {
  return texts.filter(isPermission);
}

export class StoredRoles implements RoleRepository {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async findAll(names: readonly string[]): Promise<readonly Role[]> {
    const rows = await this.#db
      .selectFrom('roles')
      .select(['name', 'description', 'permissions', 'built_in', 'version'])
      .where((eb) => eb('name', '=', eb.fn.any(eb.val([...names]))))
      .execute();
    return rows.map(({ built_in, permissions, ...row }) =>
      Role.restore({ ...row, permissions: toPermissions(permissions), builtIn: built_in }),
    );
  }
}
