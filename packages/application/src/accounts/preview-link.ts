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

/** When and from where a link was asked for. */
export interface LinkPreview {
  readonly requestedAt: Date;
  readonly network: string | null;
}

/** Whether an invitation, reset or e-mail-change link still works, for the page behind it. Changes nothing. */
export class PreviewLink {
  static readonly errors = [LinkExpired, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(
    input: { readonly purpose: Exclude<TokenPurpose, 'email_verification'>; readonly token: string },
    context: RequestContext,
  ): Promise<LinkPreview> {
    const { tokens, unitOfWork, ids, clock } = this.#deps;
    const token = await tokens.find(input.purpose, ids.digest(input.token));
    if (!token) throw new LinkExpired();
    return unitOfWork.run(changeContext(context, 'account.preview_link'), async (tx) => {
      const user = await tx.users.find(token.state.userId);
      if (!user) throw new LinkExpired();
      user.assertLinkFits(token, clock.now());
      return { requestedAt: token.state.issuedAt, network: token.state.network };
    });
  }
}
