import type { RequestContext } from '../shared/context.ts';
import { noticeMail } from '../tasks/mail-task.ts';
import { type RedeemLinkDependencies, type RedeemLinkInput, redeemLink, redeemLinkErrors } from './redeem-link.ts';

/** Replaces a forgotten password; every session ends, and the owner is told by mail. */
export class ResetPassword {
  static readonly errors = redeemLinkErrors;
  readonly #deps: RedeemLinkDependencies;

  constructor(deps: RedeemLinkDependencies) {
    this.#deps = deps;
  }

  async execute(input: RedeemLinkInput, context: RequestContext): Promise<{ readonly userId: string }> {
    const { ids, clock } = this.#deps;
    const as = { purpose: 'password_reset', action: 'account.reset_password' } as const;
    return redeemLink(this.#deps, as, input, context, (tx, user, token, passwordHash) => {
      const now = clock.now();
      user.resetPassword(token, passwordHash, now);
      const { network } = context;
      tx.enqueue(noticeMail(ids.uuid(), context, 'password_changed', user.state, { now, network }));
    });
  }
}
