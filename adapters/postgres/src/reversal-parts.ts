import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { StoredEmailReversals, VoidReversals } from './email-reversals.ts';
import type { Part } from './guarded-parts.ts';
import type { Tables } from './tables.ts';

/** What a unit of work does to the ways back; what it adds is not among what it voids. */
export type ReversalChanges = Pick<StoredEmailReversals, 'added' | 'voided' | 'removed'>;

/** Guarded by the rows of their users, which change with them. */
export function reversalParts(db: Kysely<Tables>, { added, voided, removed }: ReversalChanges): readonly Part[] {
  const parts: Part[] = [];
  if (voided.length > 0) parts.push({ name: 'void_reversals', body: deleteReversals(voided) });
  if (removed.length > 0) {
    const body = sql`delete from email_reversals where digest = any(${[...removed]}::text[]) returning digest`;
    parts.push({ name: 'removed_reversals', body });
  }
  if (added.length > 0) {
    const body = sql`${db
      .insertInto('email_reversals')
      .values([...added])
      .returning('digest')}`;
    parts.push({ name: 'new_reversals', body });
  }
  return parts;
}

function deleteReversals(voided: readonly VoidReversals[]): RawBuilder<unknown> {
  const userIds = voided.map(({ userId }) => userId);
  const moments = voided.map(({ since }) => since?.toISOString() ?? '-infinity');
  return sql`
    delete from email_reversals
    using unnest(${userIds}::uuid[], ${moments}::timestamptz[]) as void (user_id, since)
    where email_reversals.user_id = void.user_id and email_reversals.created_at >= void.since
    returning digest`;
}
