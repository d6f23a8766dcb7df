import type { Account } from '../account.ts';
import { writeUnderKey } from '../under-key.ts';

/**
 * @returns whether it may go on: without a key not after an unknown outcome, as a second registration is another story
 */
export async function register(account: Account): Promise<boolean> {
  const { going, random, underKeys, client } = account.surroundings;
  const [password] = account.passwords;
  const effect = { type: 'user.created', full_name: account.nextName() } as const;
  const body = { email: account.email, password, full_name: effect.full_name };
  const call = { path: '/auth/register', body };
  if (underKeys && random.next() < 0.5) {
    const keyed = { ...call, account: account.registered, operation: 'register', effect };
    const { outcome } = await writeUnderKey(account.surroundings, keyed, (each) => client.write(each));
    return outcome === 'acknowledged';
  }
  while (going()) {
    const { outcome } = await account.write('register', call, effect);
    if (outcome === 'acknowledged') return true;
    await account.pause();
    if (outcome === 'unknown') return false;
  }
  return false;
}

/** The link may be asked again: the same link does nothing twice. A lost one is asked for anew. */
export async function verify(account: Account): Promise<boolean> {
  const { going } = account.surroundings;
  const effect = { type: 'user.updated', reason: 'email_verified' } as const;
  for (let token = await account.link('verify-email'); token !== null && going(); ) {
    const written = await account.write('verify', { path: '/auth/verify-email', body: { token } }, effect);
    // While it is unknown, a new link may be sent or not.
    account.shaken = written.outcome === 'unknown' || (account.shaken && written.outcome === 'refused');
    if (written.outcome === 'acknowledged') return true;
    if (written.status === 409) return true;
    if (written.status === 410) token = await account.newLink('/auth/resend-verification', 'verify-email');
    else await account.pause();
  }
  return false;
}
