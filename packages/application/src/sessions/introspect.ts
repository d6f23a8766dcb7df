import { type AccessSettings, Forbidden, NotAuthenticated, type TokenHolder, type VerifiedClaims } from '@users/domain';
import { Authenticate, type AuthenticateDependencies } from '../access/authenticate.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies extends AuthenticateDependencies {
  readonly settings: AccessSettings;
}

/** An active token: what it says, and who its holder is now. */
export interface ActiveToken {
  readonly holder: TokenHolder;
  readonly claims: VerifiedClaims;
}

/**
 * Whether an access token is good now (RFC 7662): for services that verify tokens themselves and need to know of a
 * revocation sooner than the token ends. At most 900 ms behind the database.
 */
export class IntrospectToken {
  static readonly errors = [NotAuthenticated, Forbidden, DependencyUnavailable] as const;
  readonly #deps: Dependencies;
  readonly #authenticate: Authenticate;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#authenticate = new Authenticate(deps);
  }

  /** @returns null when it is not active, for whatever reason */
  async execute(input: { readonly token: string }, context: RequestContext): Promise<ActiveToken | null> {
    const { settings, accessTokens } = this.#deps;
    authorize('session.introspect', context.actor, settings);
    const claims = await accessTokens.verify(input.token);
    const holder = claims && (await this.#authenticate.execute({ accessToken: input.token, fresh: false }));
    return holder && { holder, claims };
  }
}
