import type { UserFilter } from '@users/application';
import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** What a user must fulfil to pass a filter; in the words of the indexes, so that these can serve it. */
export function userConditions(filter: UserFilter): readonly RawBuilder<SqlBool>[] {
  const { status, q, role, verified, createdAfter, createdBefore } = filter;
  const conditions = [sql<SqlBool>`erased_at is null`];
  conditions.push(status === null ? sql`status <> 'deleted'` : sql`status = ${status}`);
  if (q !== null) conditions.push(hasPart(q));
  if (role !== null) conditions.push(sql`role_names @> array[${role}]::text[]`);
  if (verified !== null) conditions.push(sql`email_verified_at is ${verified ? sql`not null` : sql`null`}`);
  if (createdAfter !== null) conditions.push(sql`created_at >= ${createdAfter}`);
  if (createdBefore !== null) conditions.push(sql`created_at < ${createdBefore}`);
  return conditions;
}

/** Whether one filter leaves so few and another so many that each is to be found in its own way. */
export function isSelective({ q, role, verified, createdAfter, createdBefore }: UserFilter): boolean {
  return [q, role, verified, createdAfter, createdBefore].some((each) => each !== null);
}

/** Addresses are lower-case as they are stored. */
function hasPart(text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(lower(full_name collate "und-x-icu") like ${pattern} or email like ${pattern})`;
}
