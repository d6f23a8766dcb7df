import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { GuardedPart } from './guarded-parts.ts';
import type { Tables } from './tables.ts';
import type { ClientChange } from './tracked-clients.ts';

/** One part for each service client. */
export function clientParts(db: Kysely<Tables>, clients: readonly ClientChange[]): readonly GuardedPart[] {
  return clients.map((change, index) => ({
    ...{ name: `client_${index + 1}`, rows: 1, body: clientPart(db, change), guardOnly: change.kind === 'none' },
  }));
}

function clientPart(db: Kysely<Tables>, change: ClientChange): RawBuilder<unknown> {
  if (change.kind === 'insert') return sql`${db.insertInto('service_clients').values(change.row).returning('id')}`;
  if (change.kind === 'none') {
    const { id, loadedVersion } = change;
    return sql`select id from service_clients where id = ${id} and version = ${loadedVersion} for share`;
  }
  return sql`${db
    .updateTable('service_clients')
    .set(change.set)
    .where('id', '=', change.id)
    .where('version', '=', change.loadedVersion)
    .returning('id')}`;
}
