import {
  type AccessSettings,
  AlreadyVerified,
  type Credentials,
  checkPassword,
  LinkExpired,
  type PasswordHasher,
  type PasswordPolicy,
  PasswordRequired,
  type TokenStore,
  type User,
  WeakPassword,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';
import { installable, openCredentials } from './link-credentials.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly ids: Pick<IdGenerator, 'digest'>;
  readonly clock: Clock;
}

export interface VerifyEmailInput {
  readonly token: string;
  /** Needed only by a link that carries none; a link that carries one ignores it. */
  readonly password: string | null;
}

/**
 * Follows a verification link. The guarded write of the account makes it one-time; the link is not burnt, so that a
 * mail scanner or a second click gets the same answer until it expires.
 */
export class VerifyEmail {
  static readonly errors = [
    LinkExpired,
    AlreadyVerified,
    PasswordRequired,
    WeakPassword,
    HashingOverloaded,
    ConcurrentChange,
    DependencyUnavailable,
  ] as const;
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  async execute(input: VerifyEmailInput, context: RequestContext): Promise<{ readonly userId: string }> {
    const { settings, tokens, unitOfWork, sealer, ids, clock } = this.#deps;
    authorize('account.verify_email', context.actor, settings);
    const token = await tokens.find('email_verification', ids.digest(input.token));
    if (!token) throw new LinkExpired();
    const change = changeContext(context, 'account.verify_email');
    // A link that did its work already needs no password and no hashing; one that is dead is told so before either.
    const look = await unitOfWork.run(change, async (tx) => {
      const user = await tx.users.find(token.state.userId);
      if (!user) throw new LinkExpired();
      return { link: user.verificationBy(token, clock.now()), user };
    });
    if (look.link === 'ready') {
      const carried = await openCredentials(sealer, token);
      const chosen = installable(carried, look.user) ? null : await this.#choose(input.password, look.user);
      await unitOfWork.run(change, async (tx) => {
        const user = await tx.users.find(token.state.userId);
        if (!user) throw new LinkExpired();
        if (user.verificationBy(token, clock.now()) === 'done') return;
        // Asked of the account that is written: it may have been registered again since the look.
        const credentials = chosen ?? installable(carried, user);
        if (!credentials) throw new PasswordRequired();
        user.verifyEmail(token, credentials, clock.now());
      });
    }
    return { userId: token.state.userId };
  }

  /** @throws PasswordRequired, WeakPassword, HashingOverloaded */
  async #choose(password: string | null, { state: { email, fullName, locale } }: User): Promise<Credentials> {
    const { passwordPolicy, hasher } = this.#deps;
    if (password === null) throw new PasswordRequired();
    checkPassword(passwordPolicy, password, { email, fullName });
    return { fullName, locale, passwordHash: await hasher.hash(password) };
  }
}
