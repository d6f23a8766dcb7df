import type { SessionState } from '@users/domain';
import type { Selectable } from 'kysely';
import type { SessionsTable } from './tables.ts';

/** Named one by one: a prepared `select *` would break when a later release adds a column. */
export const sessionColumns = [
  'id',
  'user_id',
  'seed',
  'generation',
  'rotated_at',
  'epoch',
  'created_at',
  'network',
  'user_agent',
  'ended_at',
  'end_reason',
  'revision',
] as const satisfies readonly (keyof SessionsTable)[];

export type SessionRow = Selectable<SessionsTable>;

export function toSessionState(row: SessionRow): SessionState {
  return {
    id: row.id,
    userId: row.user_id,
    seed: row.seed,
    generation: row.generation,
    rotatedAt: row.rotated_at,
    epoch: row.epoch,
    createdAt: row.created_at,
    network: row.network,
    userAgent: row.user_agent,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    revision: row.revision,
  };
}

export function toSessionRow(state: SessionState): SessionRow {
  return {
    id: state.id,
    user_id: state.userId,
    seed: state.seed,
    generation: state.generation,
    rotated_at: state.rotatedAt,
    epoch: state.epoch,
    created_at: state.createdAt,
    network: state.network,
    user_agent: state.userAgent,
    ended_at: state.endedAt,
    end_reason: state.endReason,
    revision: state.revision,
  };
}
