import { type AccessSettings, Forbidden, NotAuthenticated, UserNotFound } from '@users/domain';
import { authorize, authorizeMissing } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import type { UserDirectory } from './user-directory.ts';
import { type UserResult, userResult } from './user-result.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly directory: Pick<UserDirectory, 'find'>;
}

/** The roles of one user, for itself or for whoever may read roles: that is another permission than to read users. */
export class GetUserRoles {
  static readonly errors = [NotAuthenticated, Forbidden, UserNotFound, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string }, context: RequestContext): Promise<UserResult> {
    const { settings, directory } = this.#deps;
    const { actor } = context;
    if (actor.kind === 'anonymous') authorizeMissing(actor);
    const user = await directory.find(input.id);
    if (!user) authorizeMissing(actor);
    authorize('user.read_roles', actor, settings, user);
    return userResult(user, actor, settings);
  }
}
