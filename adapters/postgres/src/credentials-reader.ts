import type { CredentialsReader, StoredAccount } from '@users/application';
import type { EmailAddress } from '@users/domain';
import type { Kysely } from 'kysely';
import { permissionsOfUser } from './permissions.ts';
import { toPermissions } from './role-rows.ts';
import type { Tables } from './tables.ts';
import { toUserState, userColumns } from './user-rows.ts';

export class PostgresCredentialsReader implements CredentialsReader {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async byEmail(email: EmailAddress): Promise<StoredAccount | null> {
    const row = await this.#db
      .selectFrom('users')
      .select(userColumns)
      .select(permissionsOfUser.as('permissions'))
      .where('email', '=', email)
      .where('erased_at', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { user: toUserState(row), permissions: new Set(toPermissions(row.permissions)) };
  }
}
