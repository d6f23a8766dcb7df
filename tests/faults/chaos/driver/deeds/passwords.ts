import type { Account } from '../account.ts';
import { Session } from '../session.ts';
import { logOut } from './sessions.ts';

export async function changePassword(account: Account, session: Session): Promise<void> {
  const [current = ''] = account.passwords;
  if (account.passwords.length > 1) return logOut(account, session);
  const next = account.nextPassword();
  const body = { current_password: current, new_password: next };
  const effect = { type: 'user.updated', reason: 'password_changed' } as const;
  const call = { path: '/auth/change-password', body, token: session.accessToken };
  const written = await account.write('change password', call, effect);
  if (written.outcome === 'refused') return account.unusable('change password', written.status);
  if (written.outcome === 'unknown') return unsettled(account, next);
  account.passwords = [next];
  // It goes on in a session that succeeds the one that made the change.
  if (account.surroundings.passwordEndsSession) account.endSession('password changed');
  account.session = new Session(written.body);
}

export async function resetPassword(account: Account): Promise<void> {
  const token = await account.newLink('/auth/request-password-reset', 'reset-password');
  if (token === null) return;
  const next = account.nextPassword();
  const effect = { type: 'user.updated', reason: 'password_reset' } as const;
  const call = { path: '/auth/reset-password', body: { token, password: next } };
  const written = await account.write('reset password', call, effect);
  if (written.outcome === 'unknown') return unsettled(account, next);
  if (written.outcome === 'refused') return;
  account.followed('/auth/request-password-reset');
  account.dead('reset_link', token, 'followed');
  account.endSession('password reset');
  account.passwords = [next];
}

function unsettled(account: Account, next: string): void {
  account.passwords = [...account.passwords, next];
  account.shake();
}
