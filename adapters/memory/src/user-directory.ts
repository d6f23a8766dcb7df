import {
  toUserView,
  type UserDirectory,
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

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async find(id: string): Promise<UserView | null> {
    await roundTrip();
    const user = this.#store.users.get(id);
    return user === undefined ? null : this.#view(user);
  }

  async list(query: UserListQuery): Promise<readonly UserView[]> {
    await roundTrip();
    const { status, sort, after, limit } = query;
    const direction = sort.descending ? -1 : 1;
    const isListed = (user: UserState): boolean =>
      status === null ? user.status !== 'deleted' : user.status === status;
    return [...this.#store.users.values()]
      .filter(isListed)
      .map((user) => ({ user, key: { value: sortValue(user, sort.field), id: user.id } }))
      .filter(({ key }) => after === null || direction * compareKeys(key, after) > 0)
      .sort((left, right) => direction * compareKeys(left.key, right.key))
      .slice(0, limit)
      .map(({ user }) => this.#view(user));
  }

  async hasActiveWithRole(role: string): Promise<boolean> {
    await roundTrip();
    return [...this.#store.users.values()].some((user) => user.status === 'active' && user.roles.includes(role));
  }

  #view(user: UserState): UserView {
    return toUserView(copy(user), storedPermissions(this.#store, user.roles));
  }
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
