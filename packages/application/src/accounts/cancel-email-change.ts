import type { RequestContext } from '../shared/context.ts';
import { type ChangeUserDependencies, changeUser, changeUserErrors } from '../users/change-user.ts';

/** A change of address that waits for its link is called off: the link is dead. */
export class CancelEmailChange {
  static readonly errors = changeUserErrors;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string }, context: RequestContext): Promise<void> {
    const target = { id: input.id, expectedVersion: null };
    await changeUser(this.#deps, 'user.cancel_email_change', target, context, (user, tx) => {
      user.cancelEmailChange();
      tx.note({ subject: user.id, detail: { email_change: 'cancelled' } });
    });
  }
}
