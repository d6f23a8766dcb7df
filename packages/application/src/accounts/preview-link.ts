import { LinkExpired, type TokenPurpose, type TokenStore } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly unitOfWork: UnitOfWork;
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
  static readonly errors = [LinkExpired, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute({ purpose, token }: PreviewLinkInput, context: RequestContext): Promise<LinkPreview> {
    const digest = this.#deps.ids.digest(token);
    return purpose === 'email_reversal' ? this.#reversal(digest, context) : this.#link(purpose, digest, context);
  }

  async #link(
    purpose: Exclude<TokenPurpose, 'email_verification'>,
    digest: string,
    context: RequestContext,
  ): Promise<LinkPreview> {
    const { tokens, unitOfWork, clock } = this.#deps;
    const token = await tokens.find(purpose, digest);
    if (!token) throw new LinkExpired();
    return unitOfWork.run(changeContext(context, 'account.preview_link'), async (tx) => {
      const user = await tx.users.find(token.state.userId);
      if (!user) throw new LinkExpired();
      user.assertLinkFits(token, clock.now());
      return { requestedAt: token.state.issuedAt, network: token.state.network };
    });
  }

  async #reversal(digest: string, context: RequestContext): Promise<LinkPreview> {
    return this.#deps.unitOfWork.run(changeContext(context, 'account.preview_link'), async (tx) => {
      const reversal = await tx.emailReversals.find(digest);
      if (!reversal) throw new LinkExpired();
      return { requestedAt: reversal.createdAt, network: null };
    });
  }
}
