import { type ClientDirectory, type ClientView, toClientView } from '@users/application';
import type { Kysely } from 'kysely';
import { clientColumns, toClientState } from './client-rows.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

export class PostgresClientDirectory implements ClientDirectory {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async find(id: string): Promise<ClientView | null> {
    if (!isUuid(id)) return null;
    const query = this.#db.selectFrom('service_clients').select(clientColumns).where('id', '=', id);
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toClientView(toClientState(row));
  }

  async list(): Promise<readonly ClientView[]> {
    const query = this.#db.selectFrom('service_clients').select(clientColumns);
    const rows = await query.orderBy('created_at').orderBy('id').execute();
    return rows.map((row) => toClientView(toClientState(row)));
  }
}
