import { DomainError, Forbidden, LastAdmin, NotAuthenticated } from '@users/domain';
import type { WaitingLinks } from '../ports/waiting-links.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import { type ChangeUserDependencies, changeUser, changeUserErrors } from './change-user.ts';

interface Dependencies extends ChangeUserDependencies {
  readonly waitingLinks: WaitingLinks;
}

export interface SoftDeletion {
  readonly id: string;
  /** The refusal for this one; null: done. */
  readonly error: DomainError | null;
  /** How many links that this user had asked for, for others, work no longer while it is deleted. */
  readonly endedLinks: number;
}

/** Hides up to a hundred users, signs them out and keeps their addresses; each is a change of its own. */
export class SoftDeleteUsers {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  /** What a single result may carry. */
  static readonly itemErrors = [...changeUserErrors, LastAdmin] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly ids: readonly string[] }, context: RequestContext): Promise<readonly SoftDeletion[]> {
    authorize('user.soft_delete_many', context.actor, this.#deps.settings);
    const results: SoftDeletion[] = [];
    for (const id of new Set(input.ids)) results.push({ id, ...(await this.#one(id, context)) });
    return results;
  }

  async #one(id: string, context: RequestContext): Promise<Omit<SoftDeletion, 'id'>> {
    const endedLinks = await this.#deps.waitingLinks.countOf({ kind: 'user', id });
    try {
      await changeUser(this.#deps, 'user.soft_delete', { id, expectedVersion: null }, context, (user, tx, now) => {
        if (user.activeAdmin) tx.keepAdmin();
        user.softDelete(now);
      });
      return { error: null, endedLinks };
    } catch (error) {
      if (error instanceof DomainError && !(error instanceof DependencyUnavailable)) return { error, endedLinks: 0 };
      throw error;
    }
  }
}
