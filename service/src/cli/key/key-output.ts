import type { SigningKeyOverview } from '@users/crypto';
import { table } from '../table.ts';

export function keyTable(listed: readonly SigningKeyOverview[]): string {
  const rows = listed.map(({ kid, state, createdAt, activatesAt, retiresAt, opens }) => [
    ...[kid, opens ? state : `${state}, cannot be opened here`],
    ...[createdAt.toISOString(), activatesAt.toISOString(), retiresAt?.toISOString() ?? ''],
  ]);
  return table(['KID', 'STATE', 'CREATED', 'SIGNS FROM', 'GONE AT'], rows);
}

/** A signing key for programs, in the API's own way of writing names. */
export function keyJson({ kid, state, createdAt, activatesAt, retiresAt, opens }: SigningKeyOverview) {
  return { kid, state, created_at: createdAt, activates_at: activatesAt, retires_at: retiresAt, opens };
}
