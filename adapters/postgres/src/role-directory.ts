import type { RoleDirectory } from '@users/application';
import type { RoleState } from '@users/domain';
import type { Kysely } from 'kysely';
import { roleColumns, toRoleState } from './role-rows.ts';
import type { Tables } from './tables.ts';

export class PostgresRoleDirectory implements RoleDirectory {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async find(name: string): Promise<RoleState | null> {
    const row = await this.#db.selectFrom('roles').select(roleColumns).where('name', '=', name).executeTakeFirst();
    return row === undefined ? null : toRoleState(row);
  }

  async list(): Promise<readonly RoleState[]> {
    const rows = await this.#db.selectFrom('roles').select(roleColumns).orderBy('name').execute();
    return rows.map(toRoleState);
  }
}
