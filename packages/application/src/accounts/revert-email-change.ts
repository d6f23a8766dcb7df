import { type AccessSettings, LinkExpired } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly unitOfWork: UnitOfWork;
  readonly ids: Pick<IdGenerator, 'digest'>;
  readonly clock: Clock;
}

/** The owner of the old address takes the account back: the address returns, every session and the password end. */
export class RevertEmailChange {
  static readonly errors = [LinkExpired, ConcurrentChange, DependencyUnavailable] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly token: string }, context: RequestContext): Promise<{ readonly userId: string }> {
    const { settings, unitOfWork, ids, clock } = this.#deps;
    authorize('account.revert_email_change', context.actor, settings);
    return unitOfWork.run(changeContext(context, 'account.revert_email_change'), async (tx) => {
      const reversal = await tx.emailReversals.find(ids.digest(input.token));
      const user = reversal && (await tx.users.find(reversal.userId));
      if (!reversal || !user) throw new LinkExpired();
      user.revertEmail(reversal, clock.now());
      // Whoever had the account may have changed its address more than once: no later change can be taken back to theirs,
      // and the link of an earlier owner outlives the use of theirs.
      tx.emailReversals.removeFrom(reversal);
      return { userId: user.id };
    });
  }
}
