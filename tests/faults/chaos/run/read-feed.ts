import { ApiClient } from '../../../support/api-client.ts';
import type { Credentials } from '../driver/administrator.ts';
import type { Evidence } from '../checks/evidence.ts';

/** What `GET /events` gives from its beginning, page after page: small ones, for there are mistakes between two. */
export async function readFeed(url: string, admin: Credentials): Promise<Evidence['feed']> {
  const api = new ApiClient(url);
  const { body: tokens } = await api.post('/auth/login', admin);
  const feed: { id: string }[] = [];
  for (let path = '/events?limit=50'; ; ) {
    const page = await api.get(path, { token: tokens.access_token });
    if (page.status !== 200) throw new Error(`GET ${path} gives ${page.status} ${page.body?.code}`);
    const { item } = page.body._embedded;
    if (item.length === 0) return feed;
    feed.push(...item);
    // Links start with PUBLIC_URL, which nobody serves in a test.
    const { pathname, search } = new URL(page.body._links.next.href);
    path = `${pathname}${search}`;
  }
}
