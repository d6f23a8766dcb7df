import { type AccessSettings, Forbidden, NotAuthenticated } from '@users/domain';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable, InvalidCursor } from '../shared/errors.ts';
import { decodeUserCursor, encodeUserCursor } from './user-cursor.ts';
import type { UserDirectory, UserFilter, UserSort } from './user-directory.ts';
import { type UserResult, userResult } from './user-result.ts';
import type { UserView } from './user-view.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly directory: Pick<UserDirectory, 'list' | 'count'>;
}

export interface ListUsersInput {
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor: string | null;
  /** Null: newest first. */
  readonly sort: UserSort | null;
  readonly filter: UserFilter;
  readonly includeTotal: boolean;
}

export interface UserPage {
  readonly items: readonly UserResult[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  /** Of all pages; null unless asked for. */
  readonly total: number | null;
}

const newestFirst: UserSort = { field: 'created_at', descending: true };

/** One page of users by keyset: as quick at any depth, and it visits each user once while others come and go. */
export class ListUsers {
  static readonly errors = [NotAuthenticated, Forbidden, InvalidCursor, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: ListUsersInput, context: RequestContext): Promise<UserPage> {
    const { settings, directory } = this.#deps;
    const { actor } = context;
    authorize('user.list', actor, settings);
    const list = { sort: input.sort ?? newestFirst, filter: input.filter };
    const after = input.cursor === null ? null : decodeUserCursor(list, input.cursor);
    // One row more than asked for tells whether there is a next page.
    const [rows, total] = await Promise.all([
      directory.list({ ...list, after, limit: input.limit + 1 }),
      input.includeTotal ? directory.count(input.filter) : null,
    ]);
    const users = rows.slice(0, input.limit);
    const last = users.at(-1);
    const next = rows.length > input.limit && last ? encodeUserCursor(list, keyOf(last, list.sort)) : null;
    return { items: users.map((user) => userResult(user, actor, settings)), next, total };
  }
}

function keyOf(user: UserView, sort: UserSort) {
  const values = { created_at: user.createdAt.toISOString(), email: user.email, full_name: user.fullName };
  return { value: values[sort.field], id: user.id };
}
