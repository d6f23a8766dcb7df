import {
  type Clock,
  toUserView,
  type UserDirectory,
  type UserFilter,
  type UserKey,
  type UserListQuery,
  type UserSortField,
  type UserView,
} from '@users/application';
import type { UserState } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { storedPermissions } from './permissions.ts';
import { compareText, copy, roundTrip } from './values.ts';

export class MemoryUserDirectory implements UserDirectory {
  readonly #store: MemoryStore;
  readonly #clock: Clock;

  constructor(deps: { store: MemoryStore; clock: Clock }) {
    this.#store = deps.store;
    this.#clock = deps.clock;
  }

  async find(id: string): Promise<UserView | null> {
    await roundTrip();
    const user = this.#store.users.get(id);
    return user === undefined || user.erasedAt !== null ? null : this.#view(user);
  }

  async list(query: UserListQuery): Promise<readonly UserView[]> {
    await roundTrip();
    const { filter, sort, after, limit } = query;
    const direction = sort.descending ? -1 : 1;
    return this.#matching(filter)
      .map((user) => ({ user, key: { value: sortValue(user, sort.field), id: user.id } }))
      .filter(({ key }) => after === null || direction * compareKeys(key, after) > 0)
      .sort((left, right) => direction * compareKeys(left.key, right.key))
      .slice(0, limit)
      .map(({ user }) => this.#view(user));
  }

  async count(filter: UserFilter): Promise<number> {
    await roundTrip();
    return this.#matching(filter).length;
  }

  async hasActiveWithRole(role: string): Promise<boolean> {
    await roundTrip();
    return [...this.#store.users.values()].some((user) => user.status === 'active' && user.roles.includes(role));
  }

  #matching(filter: UserFilter): readonly UserState[] {
    return [...this.#store.users.values()].filter((user) => matches(user, filter));
  }

  #view(user: UserState): UserView {
    return toUserView(copy(user), storedPermissions(this.#store, user.roles), this.#clock.now());
  }
}

function matches(user: UserState, filter: UserFilter): boolean {
  const { status, q, role, verified, createdAfter, createdBefore } = filter;
  if (user.erasedAt !== null) return false;
  if (status === null ? user.status === 'deleted' : user.status !== status) return false;
  if (q !== null && ![user.fullName, user.email].some((text) => contains(text, q))) return false;
  if (role !== null && !user.roles.includes(role)) return false;
  if (verified !== null && (user.emailVerifiedAt !== null) !== verified) return false;
  if (createdAfter !== null && user.createdAt < createdAfter) return false;
  return createdBefore === null || user.createdAt < createdBefore;
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function sortValue(user: UserState, field: UserSortField): string {
  switch (field) {
    case 'created_at':
      return user.createdAt.toISOString();
    case 'email':
      return user.email;
    case 'full_name':
      return user.fullName;
  }
}

function compareKeys(left: UserKey, right: UserKey): number {
  return compareText(left.value, right.value) || compareText(left.id, right.id);
}
