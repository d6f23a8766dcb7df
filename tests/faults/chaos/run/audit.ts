import { ApiClient } from '../../../support/api-client.ts';
import type { History } from '../driver/history.ts';

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
  await each(living, async ({ email, password, refreshToken }) => {
    const login = await api.post('/auth/login', { email, password });
    if (login.status !== 200) complaints.push(`${email}: its acknowledged password gives ${login.status}`);
    if (refreshToken === null) return;
    const refreshed = await api.post('/auth/refresh', { refresh_token: refreshToken });
    if (refreshed.status !== 200) complaints.push(`${email}: its living session gives ${refreshed.status}`);
  });
  const dead = history.dead.slice(-triedAtMost);
  await each(dead, async ({ account, kind, token, because }) => {
    const { status } =
      kind === 'refresh_token'
        ? await api.post('/auth/refresh', { refresh_token: token })
        : await api.post('/auth/reset-password', { token, password: 'nobody should get this far' });
    const refused = kind === 'refresh_token' ? 401 : 410;
    if (status !== refused) complaints.push(`${account}: a ${kind} gives ${status} after: ${because}`);
  });
  return { tried: living.length + dead.length, complaints };
}

/** Some at a time: the hasher turns more away. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
