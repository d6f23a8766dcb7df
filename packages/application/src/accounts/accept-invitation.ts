import { LinkNotAuthorized } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { type RedeemLinkDependencies, type RedeemLinkInput, redeemLink, redeemLinkErrors } from './redeem-link.ts';

/** An invited person sets a password; the address is verified by it and the account active. */
export class AcceptInvitation {
  static readonly errors = [...redeemLinkErrors, LinkNotAuthorized] as const;
  readonly #deps: RedeemLinkDependencies;

  constructor(deps: RedeemLinkDependencies) {
    this.#deps = deps;
  }

  async execute(input: RedeemLinkInput, context: RequestContext): Promise<{ readonly userId: string }> {
    const as = { purpose: 'invitation', action: 'account.accept_invitation' } as const;
    return redeemLink(this.#deps, as, input, context, (_tx, user, token, passwordHash) => {
      user.acceptInvitation(token, passwordHash, this.#deps.clock.now());
    });
  }
}
