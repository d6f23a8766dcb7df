import { type AccessSettings, AlreadyVerified, LinkExpired, LinkNotAuthorized, type TokenStore } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { Reader } from '../ports/reader.ts';
import { authorize } from '../shared/authorize.ts';
import type { RequestContext } from '../shared/context.ts';
import { authorizeActivation } from '../shared/deferred-authority.ts';
import { DependencyUnavailable } from '../shared/errors.ts';
import { installable, openCredentials } from './link-credentials.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly reader: Reader;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly ids: Pick<IdGenerator, 'digest'>;
  readonly clock: Clock;
}

export interface VerificationPreview {
  /** `done`: this very link was followed before. */
  readonly state: 'ready' | 'choose_password' | 'done';
  readonly userId: string;
  readonly requestedAt: Date;
  readonly network: string | null;
}

/** What a verification link would do, for the page that asks its reader to press a button. Changes nothing. */
export class PreviewVerification {
  static readonly errors = [LinkExpired, LinkNotAuthorized, AlreadyVerified, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly token: string }, context: RequestContext): Promise<VerificationPreview> {
    const { settings, tokens, reader, sealer, ids, clock } = this.#deps;
    authorize('account.verify_email', context.actor, settings);
    const token = await tokens.find('email_verification', ids.digest(input.token));
    if (!token) throw new LinkExpired();
    const { link, user } = await reader.read(async (from) => {
      const user = await from.users.find(token.state.userId);
      if (!user) throw new LinkExpired();
      const link = user.verificationBy(token, clock.now());
      await authorizeActivation(from, settings, user);
      return { link, user };
    });
    const { userId, issuedAt: requestedAt, network } = token.state;
    if (link === 'done') return { state: 'done', userId, requestedAt, network };
    const brings = installable(await openCredentials(sealer, token), user);
    return { state: brings ? 'ready' : 'choose_password', userId, requestedAt, network };
  }
}
