import {
  type AccessSettings,
  type Action,
  checkPassword,
  LinkExpired,
  type OneTimeToken,
  type PasswordHasher,
  type PasswordPolicy,
  type TokenPurpose,
  type TokenStore,
  type User,
  WeakPassword,
} from '@users/domain';
import type { Clock } from '../ports/clock.ts';
import type { IdGenerator } from '../ports/id-generator.ts';
import type { Reader, Reading } from '../ports/reader.ts';
import type { Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { authorize } from '../shared/authorize.ts';
import { changeContext, type RequestContext } from '../shared/context.ts';
import { authorizeInvitation } from '../shared/deferred-authority.ts';
import { ConcurrentChange, DependencyUnavailable, HashingOverloaded } from '../shared/errors.ts';

export interface RedeemLinkDependencies {
  readonly settings: AccessSettings;
  readonly passwordPolicy: PasswordPolicy;
  readonly tokens: Pick<TokenStore, 'find' | 'burn'>;
  readonly reader: Reader;
  readonly unitOfWork: UnitOfWork;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export const redeemLinkErrors = [
  LinkExpired,
  WeakPassword,
  HashingOverloaded,
  ConcurrentChange,
  DependencyUnavailable,
] as const;

export interface RedeemLinkInput {
  readonly token: string;
  readonly password: string;
}

/**
 * A link that sets a password: found, slow work, guarded write, burnt. Dead links are told before anything is hashed;
 * of many at once the write lets one through, because it moves the epoch that the link is bound to.
 *
 * @throws one of `redeemLinkErrors`; LinkNotAuthorized for an invitation
 */
export async function redeemLink(
  deps: RedeemLinkDependencies,
  as: { readonly purpose: TokenPurpose; readonly action: Action },
  input: RedeemLinkInput,
  context: RequestContext,
  change: (tx: Transaction, user: User, token: OneTimeToken, passwordHash: string) => void,
): Promise<{ readonly userId: string }> {
  const { settings, passwordPolicy, tokens, reader, unitOfWork, hasher, ids, clock } = deps;
  authorize(as.action, context.actor, settings);
  const token = await tokens.find(as.purpose, ids.digest(input.token));
  if (!token) throw new LinkExpired();
  const { userId, digest } = token.state;
  const work = changeContext(context, as.action);
  const fitting = async (from: Reading) => {
    const user = await from.users.find(userId);
    if (!user) throw new LinkExpired();
    user.assertLinkFits(token, clock.now());
    // A reset is the owner's own; an invitation rests on whoever sent it.
    if (as.purpose === 'invitation') await authorizeInvitation(from, settings, user);
    return user;
  };
  const { email, fullName } = (await reader.read(fitting)).state;
  checkPassword(passwordPolicy, input.password, { email, fullName });
  const passwordHash = await hasher.hash(input.password);
  await unitOfWork.run(work, async (tx) => change(tx, await fitting(tx), token, passwordHash));
  await tokens.burn(as.purpose, digest).catch(() => {
    // Done is done: what is left in the store no longer fits and expires by itself.
  });
  return { userId };
}
