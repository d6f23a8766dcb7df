import { Forbidden, NotAuthenticated, type UserState, type UserStatus } from '@users/domain';
import type { ArchiveKey, UserArchive } from '../ports/user-archive.ts';
import { authorizeSystem } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly archive: Pick<UserArchive, 'page'>;
  /** Users read at once. */
  readonly exportPageSize: number;
}

export interface ExportUsersInput {
  /** Null: all but the soft-deleted. `everyone`: those too, at the end. */
  readonly status: UserStatus | 'everyone' | null;
}

/** Reads all users out, page by page, the oldest first; each once, while others come and go. */
export class ExportUsers {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async *execute({ status }: ExportUsersInput, context: RequestContext): AsyncGenerator<readonly UserState[], void> {
    authorizeSystem(context.actor);
    yield* this.#pages(status === 'everyone' ? null : status);
    if (status === 'everyone') yield* this.#pages('deleted');
  }

  async *#pages(status: UserStatus | null): AsyncGenerator<readonly UserState[], void> {
    const { archive, exportPageSize: limit } = this.#deps;
    let after: ArchiveKey | null = null;
    for (;;) {
      const page: readonly UserState[] = await archive.page({ status, after, limit });
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < limit) return;
      after = { createdAt: last.createdAt, id: last.id };
    }
  }
}
