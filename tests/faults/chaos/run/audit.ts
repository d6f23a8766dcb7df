import { ApiClient } from '../../../support/api-client.ts';
import type { DeadCredential, History } from '../driver/history.ts';

/** Of each kind so many are tried; a long run has more of them than there is time for. The newest, which saw the most. */
const triedAtMost = 400;

export type Audit = { readonly tried: number; readonly complaints: readonly string[] };

/**
 * Asks the service itself: what was acknowledged still works, and nothing that was revoked, spent or rotated away does.
 * The living come first, since a token that was rotated away ends its session.
 */
export async function audit(history: History, url: string): Promise<Audit> {
  const api = new ApiClient(url);
  const complaints: string[] = [];
  const living = history.living.slice(-triedAtMost);
  await each(living, async ({ email, formerEmail, password, refreshToken }) => {
    const login = await api.post('/auth/login', { email, password });
    if (login.status !== 200) complaints.push(`${email}: its acknowledged password gives ${login.status}`);
    if (formerEmail !== null) {
      const { status } = await api.post('/auth/login', { email: formerEmail, password });
      if (status !== 401) complaints.push(`${email}: its former address ${formerEmail} gives ${status}`);
    }
    if (refreshToken === null) return;
    const refreshed = await api.post('/auth/refresh', { refresh_token: refreshToken });
    if (refreshed.status !== 200) complaints.push(`${email}: its living session gives ${refreshed.status}`);
  });
  const dead = history.dead.slice(-triedAtMost);
  await each(dead, async ({ account, kind, token, because }) => {
    const { path, body, refused } = uses[kind](token);
    const { status } = await api.post(path, body);
    if (status !== refused) complaints.push(`${account}: a ${kind} gives ${status} after: ${because}`);
  });
  return { tried: living.length + dead.length, complaints };
}

type Use = { readonly path: string; readonly body: object; readonly refused: number };

/** How each is tried, and what it must give. */
const uses: Readonly<Record<DeadCredential['kind'], (token: string) => Use>> = {
  refresh_token: (token) => ({ path: '/auth/refresh', body: { refresh_token: token }, refused: 401 }),
  reset_link: (token) => {
    return { path: '/auth/reset-password', body: { token, password: 'nobody should get this far' }, refused: 410 };
  },
  email_change_link: (token) => ({ path: '/auth/confirm-email-change', body: { token }, refused: 410 }),
  reversal_link: (token) => ({ path: '/auth/revert-email-change', body: { token }, refused: 410 }),
};

/** Some at a time: the hasher turns more away. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
