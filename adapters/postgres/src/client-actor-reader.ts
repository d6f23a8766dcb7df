import type { ClientActorFacts, ClientActorReader } from '@users/application';
import type { Kysely } from 'kysely';
import { toPermissions } from './role-rows.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** Always reads the database: whoever can do with an older answer keeps one in front of this. */
export class PostgresClientActorReader implements ClientActorReader {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async read(clientId: string): Promise<ClientActorFacts | null> {
    if (!isUuid(clientId)) return null;
    const row = await this.#db
      .selectFrom('service_clients')
      .select(['id as clientId', 'name', 'epoch', 'permissions'])
      .where('id', '=', clientId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return row === undefined ? null : { ...row, permissions: new Set(toPermissions(row.permissions)) };
  }
}
