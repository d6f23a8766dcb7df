import {
  type AccessSettings,
  AlreadyVerified,
  type Credentials,
  checkPassword,
  LinkExpired,
  LinkNotAuthorized,
  type OneTimeToken,
  type PasswordHasher,
  type PasswordPolicy,
  PasswordRequired,
  type TokenStore,
  type User,
  WeakPassword,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { Fingerprinter } from '../ports/fingerprinter.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Sealer } from '../ports/sealer.ts';
import type { Reader } from '../ports/reader.ts';
import type { ChangeContext, UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { authorizeActivation } from '../shared/deferred-authority.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded, RequestRepeated } from '../shared/errors.ts';
import { installable, openCredentials } from './link-credentials.ts';
import { requestKeys } from './request-keys.ts';

interface Dependencies {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly requestNames: Pick<Fingerprinter, 'all'>;
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
 * mail scanner or a second click gets the same answer until it expires. An invited account needs whoever invited it.
 */
export class VerifyEmail {
  static readonly errors = [
    LinkExpired,
    LinkNotAuthorized,
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
    const { settings, tokens, reader, unitOfWork, sealer, ids, clock } = this.#deps;
    authorize('account.verify_email', context.actor, settings);
    const token = await tokens.find('email_verification', ids.digest(input.token));
    if (!token) throw new LinkExpired();
    const change = changeContext(context, 'account.verify_email');
    // A link that did its work already needs no password and no hashing; one that is dead is told so before either.
    const look = await reader.read(async (from) => {
      const user = await from.users.find(token.state.userId);
      if (!user) throw new LinkExpired();
      const link = user.verificationBy(token, clock.now());
      await authorizeActivation(from, settings, user);
      return { link, user };
    });
    const userId = token.state.userId;
    if (look.link === 'done') return { userId };
    const carried = installable(await openCredentials(sealer, token), look.user);
    if (carried !== null && (await this.#install(carried, token, change))) return { userId };
    const chosen = await this.#choose(input.password, look.user);
    await unitOfWork.run(change, async (tx) => {
      const user = await tx.users.find(userId);
      if (!user) throw new LinkExpired();
      await authorizeActivation(tx, settings, user);
      user.verifyEmail(token, chosen, clock.now());
    });
    return { userId };
  }

  /**
   * Asked of the account that is written, and in its write: the address may have been registered again since the look.
   *
   * @returns whether what the link brings could be installed, or was before
   */
  async #install(carried: Credentials, token: OneTimeToken, change: ChangeContext): Promise<boolean> {
    const { unitOfWork, requestNames, clock } = this.#deps;
    const registrations = requestKeys(requestNames, 'register', token.state.email);
    try {
      return await unitOfWork.run(change, async (tx) => {
        const user = await tx.users.find(token.state.userId);
        if (!user) throw new LinkExpired();
        if (user.verificationBy(token, clock.now()) === 'done') return true;
        if (installable(carried, user) === null) return false;
        tx.assertNotRepeated(registrations);
        user.verifyEmail(token, carried, clock.now());
        return true;
      });
    } catch (error) {
      if (error instanceof RequestRepeated) return false;
      throw error;
    }
  }

  /** @throws PasswordRequired, WeakPassword, HashingOverloaded */
  async #choose(password: string | null, { state: { email, fullName, locale } }: User): Promise<Credentials> {
    const { passwordPolicy, hasher } = this.#deps;
    if (password === null) throw new PasswordRequired();
    checkPassword(passwordPolicy, password, { email, fullName });
    return { fullName, locale, passwordHash: await hasher.hash(password) };
  }
}
