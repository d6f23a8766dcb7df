import type { Account } from '../account.ts';
import type { Session } from '../session.ts';

export async function rename(account: Account, { accessToken: token }: Session): Promise<void> {
  const me = await account.surroundings.client.read('/users/me', token);
  if (me?.status !== 200) return account.unusable('read itself', me?.status ?? 0);
  const effect = { type: 'user.updated', reason: 'profile_updated', full_name: account.nextName() } as const;
  const body = { full_name: effect.full_name };
  // So that one that a frozen process carries out late cannot undo a later one.
  const ifMatch = `"${me.body.version}"`;
  const { status } = await account.write(
    'rename',
    { method: 'PATCH', path: '/users/me', body, token, ifMatch },
    effect,
  );
  if (status < 200 || status > 299) await account.unusable('rename', status);
}

/** @returns whether it may be gone */
export async function erase(account: Account, { accessToken: token, refreshToken }: Session): Promise<boolean> {
  const call = { method: 'DELETE', path: '/users/me', token } as const;
  const written = await account.write('delete', call, { type: 'user.deleted' });
  if (written.outcome === 'acknowledged') account.dead('refresh_token', refreshToken, 'account erased');
  if (written.outcome === 'refused') await account.unusable('delete', written.status);
  return written.outcome !== 'refused';
}
