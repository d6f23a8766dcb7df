import { InvalidCursor } from '../shared/errors.ts';
import type { UserKey, UserListQuery } from './user-directory.ts';

type List = Pick<UserListQuery, 'sort' | 'filter'>;

/** An opaque place in one list: it names sort and filter, so that it cannot be used in another. */
export function encodeUserCursor(list: List, key: UserKey): string {
  return Buffer.from(JSON.stringify([...identity(list), key.value, key.id])).toString('base64url');
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** @throws InvalidCursor for anything that `encodeUserCursor` did not make for this list */
export function decodeUserCursor(list: List, cursor: string): UserKey {
  const parts = parse(cursor);
  const expected = identity(list);
  const [value, id] = parts.slice(expected.length);
  const same = parts.length === expected.length + 2 && expected.every((part, index) => part === parts[index]);
  if (!same || typeof value !== 'string' || typeof id !== 'string' || !uuid.test(id)) throw new InvalidCursor();
  if (list.sort.field === 'created_at' && !isInstant(value)) throw new InvalidCursor();
  // PostgreSQL text can hold neither NUL nor a lone surrogate, so no row ever had it.
  if (value.includes('\0') || !value.isWellFormed()) throw new InvalidCursor();
  return { value, id };
}

/** Date rolls 31 February over and knows a year 0; a database refuses both, and no user was created then. */
function isInstant(text: string): boolean {
  const time = Date.parse(text);
  return instant.test(text) && time >= 0 && new Date(time).toISOString() === text;
}

function identity({ sort, filter }: List): readonly unknown[] {
  const { status, q, role, verified, createdAfter, createdBefore } = filter;
  const filters = [status, q, role, verified, createdAfter, createdBefore];
  return ['users', sort.field, sort.descending, JSON.stringify(filters)];
}

function parse(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
