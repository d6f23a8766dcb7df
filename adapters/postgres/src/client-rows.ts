import type { ServiceClientState } from '@users/domain';
import type { Selectable } from 'kysely';
import { toPermissions } from './role-rows.ts';
import type { ServiceClientsTable } from './tables.ts';

export const clientColumns = [
  'id',
  'name',
  'description',
  'permissions',
  'secret_digest',
  'previous_digest',
  'previous_until',
  'created_at',
  'revoked_at',
  'version',
  'epoch',
] as const satisfies readonly (keyof ServiceClientsTable)[];

export type ClientRow = Selectable<ServiceClientsTable>;

export function toClientState(row: ClientRow): ServiceClientState {
  const { previous_digest: digest, previous_until: goodUntil } = row;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    permissions: toPermissions(row.permissions),
    secretDigest: row.secret_digest,
    previousSecret: digest === null || goodUntil === null ? null : { digest, goodUntil },
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    version: row.version,
    epoch: row.epoch,
  };
}

export function toClientRow(state: ServiceClientState): ClientRow {
  return {
    id: state.id,
    name: state.name,
    description: state.description,
    permissions: [...state.permissions],
    secret_digest: state.secretDigest,
    previous_digest: state.previousSecret?.digest ?? null,
    previous_until: state.previousSecret?.goodUntil ?? null,
    created_at: state.createdAt,
    revoked_at: state.revokedAt,
    version: state.version,
    epoch: state.epoch,
  };
}
