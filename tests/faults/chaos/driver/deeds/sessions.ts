import type { Account } from '../account.ts';
import { Session } from '../session.ts';

export async function logIn(account: Account): Promise<void> {
  const { emails, passwords } = account;
  for (const email of emails) {
    for (const password of passwords) {
      const written = await account.write('log in', { path: '/auth/login', body: { email, password } });
      if (written.outcome === 'acknowledged') {
        account.session = new Session(written.body);
        return;
      }
      if (written.status !== 401) return account.pause();
    }
  }
  if (!account.shaken) account.contradiction(`none of its passwords logs in by ${emails.join(' or ')}`);
  await account.pause();
}

export async function refresh(account: Account, session: Session): Promise<void> {
  const body = { refresh_token: session.refreshToken };
  const written = await account.write('refresh', { path: '/auth/refresh', body });
  if (written.outcome === 'acknowledged') {
    session.rotate(written.body);
    for (const token of session.tooOld()) account.dead('refresh_token', token, 'rotated twice since');
  } else if (written.outcome === 'unknown') {
    // Sent again later it might count as reuse: the session is left alone.
    account.session = null;
  } else if (written.status !== 0) {
    await account.unusable('refresh', written.status);
  }
}

export async function logOut(account: Account, { refreshToken }: Session): Promise<void> {
  account.session = null;
  const written = await account.write('log out', { path: '/auth/logout', body: { refresh_token: refreshToken } });
  if (written.outcome === 'acknowledged') account.dead('refresh_token', refreshToken, 'logged out');
}
