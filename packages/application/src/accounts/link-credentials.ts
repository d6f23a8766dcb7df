import { type Credentials, LinkExpired, type OneTimeToken, type User } from '@users/domain';
import type { Sealer } from '../ports/sealer.ts';
import { SealBroken } from '../shared/errors.ts';

/** Name and password that a verification link installs; the link's token holds them sealed. */
export function sealCredentials(sealer: Pick<Sealer, 'seal'>, credentials: Credentials): Promise<string> {
  return sealer.seal('credentials', JSON.stringify({ credentials }));
}

/**
 * What the link brings; null when its reader chooses a password.
 *
 * @throws LinkExpired when it was sealed by a key that is gone: another link can be asked for
 */
export async function openCredentials(
  sealer: Pick<Sealer, 'open'>,
  { state: { sealedCredentials } }: OneTimeToken,
): Promise<Credentials | null> {
  if (sealedCredentials === null) return null;
  try {
    return JSON.parse(await sealer.open('credentials', sealedCredentials)).credentials;
  } catch (error) {
    throw error instanceof SealBroken ? new LinkExpired() : error;
  }
}

/** What the link installs in this account as it is now; null when its reader must choose a password. */
export function installable(carried: Credentials | null, user: User): Credentials | null {
  const { passwordHash, contested } = user.state;
  // Invited: whoever registers the address meanwhile brings no password into an account that others gave roles to.
  return passwordHash === null || contested ? null : carried;
}
