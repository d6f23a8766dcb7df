import type { RequestCount } from '@users/application';
import { type RawBuilder, sql } from 'kysely';
import type { RoleChange } from './tracked-roles.ts';
import type { UserChange } from './tracked-users.ts';

/** What the rules over several aggregates look at. */
export interface RuledChanges {
  readonly users: readonly UserChange[];
  readonly roles: readonly RoleChange[];
  /** Users whose sessions all go. */
  readonly signedOut: readonly string[];
  /** Users of whom nothing is to be left beside their rows. */
  readonly forgotten: readonly string[];
  readonly adminKept: boolean;
  /** Requests to count. */
  readonly counts: readonly RequestCount[];
  /** Requests that must not have come again. */
  readonly notRepeated: readonly string[];
  /** Decides which ways back are alive. */
  readonly now: Date;
}

/**
 * Calls of the functions that hold the rules, see the migration that makes them; only of those that this change could
 * break. The lock of roles comes before that of administrators, in every statement.
 */
export function ruleCalls(changes: RuledChanges): readonly RawBuilder<unknown>[] {
  const { users, roles, signedOut, forgotten, counts, adminKept, notRepeated, now } = changes;
  const calls: RawBuilder<unknown>[] = [];
  const moved = users.filter(({ newEmail }) => newEmail !== null);
  const removed = roles.filter(({ kind }) => kind === 'delete').map(({ row }) => row.name);
  const given = [...new Set(users.flatMap(({ givenRoles }) => givenRoles))];
  for (const { requester, userId, now: moment, most, perSeconds } of counts) {
    const asker = `${requester.kind}:${requester.id}`;
    calls.push(sql`count_request(${asker}, ${userId}, ${moment}, ${perSeconds}, ${most})`);
  }
  if (moved.length > 0) {
    const emails = moved.map(({ newEmail }) => newEmail);
    const owners = moved.map(({ id }) => id);
    calls.push(sql`assert_emails_free(${emails}::text[], ${owners}::uuid[], ${now})`);
  }
  if (removed.length > 0) calls.push(sql`assert_roles_unused(${removed}::text[])`);
  if (given.length > 0) calls.push(sql`assert_roles_exist(${given}::text[])`);
  if (adminKept) calls.push(sql`assert_admin_left()`);
  if (notRepeated.length > 0) calls.push(sql`assert_not_repeated(${notRepeated}::text[])`);
  if (signedOut.length > 0) calls.push(sql`delete_sessions_of(${signedOut}::uuid[])`);
  if (forgotten.length > 0) calls.push(sql`forget_users(${forgotten}::uuid[])`);
  return calls;
}
