import { ServiceClient, type ServiceClientRepository, type ServiceClientState } from '@users/domain';
import type { Kysely, Updateable } from 'kysely';
import { changedColumns } from './changed-columns.ts';
import { type ClientRow, clientColumns, toClientRow, toClientState } from './client-rows.ts';
import type { ServiceClientsTable, Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** What one unit of work did to one service client. */
export type ClientChange =
  | { readonly kind: 'insert'; readonly row: ClientRow }
  | {
      readonly kind: 'update';
      readonly id: string;
      readonly loadedVersion: number;
      readonly set: Updateable<ServiceClientsTable>;
    }
  /** Left as it is: the rest is written only while it is. */
  | { readonly kind: 'none'; readonly id: string; readonly loadedVersion: number };

interface Tracked {
  readonly client: ServiceClient;
  /** As it was read; null when it was added. */
  readonly loaded: ServiceClientState | null;
}

/** The service clients of one run of a closure. */
export class TrackedClients implements ServiceClientRepository {
  readonly #db: Kysely<Tables>;
  readonly #tracked = new Map<string, Tracked>();
  readonly #reliedOn = new Set<ServiceClient>();

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(id: string): Promise<ServiceClient | null> {
    if (!this.#tracked.has(id) && isUuid(id)) await this.#load(id);
    return this.#tracked.get(id)?.client ?? null;
  }

  add(client: ServiceClient): void {
    this.#tracked.set(client.id, { client, loaded: null });
  }

  relyOn(client: ServiceClient): void {
    this.#reliedOn.add(client);
  }

  /** What is to be written: what was added, and what was touched. */
  changes(): readonly ClientChange[] {
    return [...this.#tracked.values()].flatMap((tracked) => changeOf(tracked, this.#reliedOn.has(tracked.client)));
  }

  async #load(id: string): Promise<void> {
    const query = this.#db.selectFrom('service_clients').select(clientColumns).where('id', '=', id);
    const row = await query.executeTakeFirst();
    // Another read of the same client may have come first.
    if (row === undefined || this.#tracked.has(id)) return;
    const loaded = toClientState(row);
    this.#tracked.set(id, { client: ServiceClient.restore(loaded), loaded });
  }
}

/** Only what differs is written: a permission that a newer release knows stays where this one cannot read it. */
function changeOf({ client, loaded }: Tracked, reliedOn: boolean): ClientChange[] {
  const row = toClientRow(client.state);
  if (loaded === null) return [{ kind: 'insert', row }];
  if (!client.touched) return reliedOn ? [{ kind: 'none', id: client.id, loadedVersion: loaded.version }] : [];
  const set = changedColumns(toClientRow(loaded), row);
  return [{ kind: 'update', id: client.id, loadedVersion: loaded.version, set }];
}
