import { type AccessSettings, EmailTaken, LinkExpired, LinkNotAuthorized, type TokenStore } from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { authorizeEmailChange } from '../shared/deferred-authority.ts';
import { ConcurrentChange, DependencyUnavailable } from '../shared/errors.ts';
import { emailChangedMail } from '../tasks/mail-task.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly tokens: Pick<TokenStore, 'find' | 'burn'>;
  readonly unitOfWork: UnitOfWork;
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  /** How long the owner of the old address can take the account back. */
  readonly emailReversalTtlSeconds: number;
}

/**
 * The link to the new address is followed: the address changes, every session ends, and the old address is told. Where the
 * account itself had given and proved that one, the mail has a link that undoes the change; it belongs to the owner,
 * whoever asked for the change. Another's request must still be allowed now.
 */
export class ConfirmEmailChange {
  static readonly errors = [
    LinkExpired,
    LinkNotAuthorized,
    EmailTaken,
    ConcurrentChange,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: { readonly token: string }, context: RequestContext): Promise<{ readonly userId: string }> {
    const { settings, tokens, unitOfWork, sealer, ids, clock } = this.#deps;
    authorize('account.confirm_email_change', context.actor, settings);
    const token = await tokens.find('email_change', ids.digest(input.token));
    if (!token) throw new LinkExpired();
    const { userId, digest } = token.state;
    const revertSecret = ids.secret();
    const sealedToken = await sealer.seal('event', revertSecret);
    await unitOfWork.run(changeContext(context, 'account.confirm_email_change'), async (tx) => {
      const user = await tx.users.find(userId);
      if (!user) throw new LinkExpired();
      const now = clock.now();
      const before = user.state;
      const { email: newEmail, requester } = user.assertEmailChangeFits(token, now);
      await authorizeEmailChange(tx, settings, user, requester);
      user.changeEmail(token, now);
      const expiresAt = new Date(now.getTime() + this.#deps.emailReversalTtlSeconds * 1000);
      const undo = before.emailIsOwn ? { sealedToken, expiresAt } : null;
      if (undo !== null) {
        const revertDigest = ids.digest(revertSecret);
        const reversal = { digest: revertDigest, userId, oldEmail: before.email, requester, createdAt: now, expiresAt };
        tx.emailReversals.add(reversal);
      }
      tx.enqueue(emailChangedMail(ids.uuid(), context, before, { newEmail, undo, now, network: context.network }));
    });
    await tokens.burn('email_change', digest).catch(() => {
      // Done is done: what is left in the store no longer fits and expires by itself.
    });
    return { userId };
  }
}
