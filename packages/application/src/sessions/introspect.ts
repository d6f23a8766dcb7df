import { type AccessSettings, Forbidden, NotAuthenticated, type UserActor } from '@users/domain';
import type { Authenticate } from '../access/authenticate.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly authenticate: Pick<Authenticate, 'execute'>;
}

/**
 * Whether an access token is good now (RFC 7662): for services that verify tokens themselves and need to know of a
 * revocation sooner than the token ends. At most 900 ms behind the database.
 */
export class IntrospectToken {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @returns whose token it is; null when it is not active, for whatever reason */
  async execute(input: { readonly token: string }, context: RequestContext): Promise<UserActor | null> {
    const { settings, authenticate } = this.#deps;
    authorize('session.introspect', context.actor, settings);
    return authenticate.execute({ accessToken: input.token, fresh: false });
  }
}
