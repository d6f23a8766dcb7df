import {
  type AccessSettings,
  type AccessTokenSigner,
  Forbidden,
  NotAuthenticated,
  type TokenHolder,
  type VerifiedClaims,
} from '@users/domain';
import type { Authenticate } from '../access/authenticate.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly accessTokens: Pick<AccessTokenSigner, 'verify'>;
  readonly authenticate: Pick<Authenticate, 'execute'>;
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

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @returns null when it is not active, for whatever reason */
  async execute(input: { readonly token: string }, context: RequestContext): Promise<ActiveToken | null> {
    const { settings, accessTokens, authenticate } = this.#deps;
    authorize('session.introspect', context.actor, settings);
    const claims = await accessTokens.verify(input.token);
    const holder = claims && (await authenticate.execute({ accessToken: input.token, fresh: false }));
    return holder && { holder, claims };
  }
}
