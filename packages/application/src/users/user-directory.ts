import type { UserStatus } from '@users/domain';
import type { UserView } from './user-view.ts';

export const userSortFields = ['created_at', 'email', 'full_name'] as const;
export type UserSortField = (typeof userSortFields)[number];

export interface UserSort {
  readonly field: UserSortField;
  readonly descending: boolean;
}

/** The place after which a page starts: the sort value of the last row before it, and its id as tie-breaker. */
export interface UserKey {
  /** ISO 8601 in milliseconds for `created_at`, the text itself otherwise. */
  readonly value: string;
  readonly id: string;
}

/** All that is given must hold. */
export interface UserFilter {
  /** Absent: everyone but the soft-deleted. */
  readonly status: UserStatus | null;
  /** Part of the name or the address, whatever its case; three characters at least, so that an index can find it. */
  readonly q: string | null;
  readonly role: string | null;
  readonly verified: boolean | null;
  /** Inclusive. */
  readonly createdAfter: Date | null;
  /** Exclusive. */
  readonly createdBefore: Date | null;
}

export interface UserListQuery {
  readonly filter: UserFilter;
  readonly sort: UserSort;
  readonly after: UserKey | null;
  readonly limit: number;
}

/**
 * The read side of users. Texts sort by code point (as PostgreSQL's collation "C" does), ties by id in the same
 * direction. Erased users are nowhere.
 */
export interface UserDirectory {
  /** @throws DependencyUnavailable */
  find(id: string): Promise<UserView | null>;
  /** At most `limit` rows. @throws DependencyUnavailable */
  list(query: UserListQuery): Promise<readonly UserView[]>;
  /** How many there are in all; asked for explicitly, for it reads them. @throws DependencyUnavailable */
  count(filter: UserFilter): Promise<number>;
  /** Whether any active user holds this role. */
  hasActiveWithRole(role: string): Promise<boolean>;
}
