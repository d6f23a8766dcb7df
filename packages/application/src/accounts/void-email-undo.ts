import { isSameRequester, OwnEmailChange } from '@users/domain';
import type { RequestContext } from '../shared/context.ts';
import { requesterOf } from '../shared/deferred-authority.ts';
import { type ChangeUserDependencies, changeUser, changeUserErrors } from '../users/change-user.ts';

/**
 * The links that take a user's former addresses back are void, for instance because somebody else reads those mailboxes
 * now. Not for whoever asked for the change: an undo is what its owner has against them. Repeats change nothing.
 */
export class VoidEmailUndo {
  static readonly errors = [...changeUserErrors, OwnEmailChange] as const;
  readonly #deps: ChangeUserDependencies;

  constructor(deps: ChangeUserDependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly id: string }, context: RequestContext): Promise<void> {
    const target = { id: input.id, expectedVersion: null };
    await changeUser(this.#deps, 'user.void_email_undo', target, context, async (user, tx) => {
      const asker = await requesterOf(tx, context.actor, user.id);
      const undos = await tx.emailReversals.findOf(user.id);
      const others = undos.filter(({ requester }) => requester === null || !isSameRequester(requester, asker));
      if (undos.length > 0 && others.length === 0) throw new OwnEmailChange();
      if (others.length === 0) return;
      for (const undo of others) tx.emailReversals.remove(undo);
      tx.users.relyOn(user);
      tx.note({ subject: user.id, detail: { email_undo: 'voided' } });
    });
  }
}
