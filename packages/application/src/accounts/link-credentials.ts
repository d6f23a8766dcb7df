import { type Credentials, LinkExpired, type OneTimeToken, type User } from '@users/domain';
import type { Sealer } from '../ports/sealer.ts';
import { SealBroken } from '../shared/errors.ts';

/** Name and password that a verification link installs; the link's token holds them sealed. */
export interface LinkCredentials {
  readonly credentials: Credentials;
  /**
   * In a link that was asked for again: these are the words of the only registration there was. Whoever asked need not
   * be whoever registered, so they are good no longer than nobody else registers the address.
   */
  readonly onlyWhileUncontested: boolean;
}

export function sealCredentials(sealer: Pick<Sealer, 'seal'>, carried: LinkCredentials): Promise<string> {
  return sealer.seal('credentials', JSON.stringify(carried));
}

/**
 * What the link brings; null when its reader chooses a password.
 *
 * @throws LinkExpired when it was sealed by a key that is gone: another link can be asked for
 */
export async function openCredentials(
  sealer: Pick<Sealer, 'open'>,
  { state: { sealedCredentials } }: OneTimeToken,
): Promise<LinkCredentials | null> {
  if (sealedCredentials === null) return null;
  try {
    return JSON.parse(await sealer.open('credentials', sealedCredentials));
  } catch (error) {
    throw error instanceof SealBroken ? new LinkExpired() : error;
  }
}

/** What the link installs in this account as it is now; null when its reader must choose a password. */
export function installable(carried: LinkCredentials | null, user: User): Credentials | null {
  // Invited: whoever registers the address meanwhile brings no password into an account that others gave roles to.
  if (user.state.passwordHash === null) return null;
  if (carried === null || (carried.onlyWhileUncontested && user.contested)) return null;
  return carried.credentials;
}
