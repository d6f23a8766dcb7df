import {
  type AccessSettings,
  LinkExpired,
  LinkNotAuthorized,
  type OneTimeToken,
  type TokenPurpose,
  type TokenStore,
  type User,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Reader, Reading } from '../ports/reader.ts';
import type { RequestContext } from '../shared/context.ts';
import { authorizeEmailChange, authorizeInvitation } from '../shared/deferred-authority.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly reader: Reader;
  readonly ids: Pick<IdGenerator, 'digest'>;
  readonly clock: Clock;
}

export interface PreviewLinkInput {
  /** `email_reversal`: the way back in the mail to an old address. */
  readonly purpose: Exclude<TokenPurpose, 'email_verification'> | 'email_reversal';
  readonly token: string;
}

/** When and from where a link was asked for. */
export interface LinkPreview {
  readonly requestedAt: Date;
  readonly network: string | null;
}

/** Whether an invitation, reset, e-mail-change or reversal link still works, for the page behind it. Changes nothing. */
export class PreviewLink {
  static readonly errors = [LinkExpired, LinkNotAuthorized, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute({ purpose, token }: PreviewLinkInput, _context: RequestContext): Promise<LinkPreview> {
    const digest = this.#deps.ids.digest(token);
    return purpose === 'email_reversal' ? this.#reversal(digest) : this.#link(purpose, digest);
  }

  async #link(purpose: Exclude<TokenPurpose, 'email_verification'>, digest: string): Promise<LinkPreview> {
    const { tokens, reader } = this.#deps;
    const token = await tokens.find(purpose, digest);
    if (!token) throw new LinkExpired();
    return reader.read(async (from) => {
      const user = await from.users.find(token.state.userId);
      if (!user) throw new LinkExpired();
      await this.#assertWorks(from, user, token);
      return { requestedAt: token.state.issuedAt, network: token.state.network };
    });
  }

  async #assertWorks(from: Reading, user: User, token: OneTimeToken): Promise<void> {
    const { settings, clock } = this.#deps;
    if (token.state.purpose === 'email_change') {
      const { requester } = user.assertEmailChangeFits(token, clock.now());
      return authorizeEmailChange(from, settings, user, requester);
    }
    user.assertLinkFits(token, clock.now());
    if (token.state.purpose === 'invitation') await authorizeInvitation(from, settings, user);
  }

  async #reversal(digest: string): Promise<LinkPreview> {
    return this.#deps.reader.read(async (from) => {
      const reversal = await from.emailReversals.find(digest);
      if (!reversal) throw new LinkExpired();
      return { requestedAt: reversal.createdAt, network: null };
    });
  }
}
