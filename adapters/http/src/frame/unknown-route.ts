import type { NotFoundHandler } from 'hono';
import { TrieRouter } from 'hono/router/trie-router';
import type { Links } from '../links.ts';
import { refusalOf } from '../problems/problem.ts';
import { problemResponse } from '../problems/problem-response.ts';
import { RequestRefused } from '../problems/request-refused.ts';
import type { HttpApp, HttpEnv } from './environment.ts';

/** No route took the request: 405 with Allow where the path exists, 404 where it does not. Answers OPTIONS too. */
export function unknownRoute(app: HttpApp, hal: Links): NotFoundHandler<HttpEnv> {
  let methodsOf: ((path: string) => readonly string[]) | null = null;
  return (c) => {
    methodsOf ??= methodTable(app);
    const methods = methodsOf(c.req.path);
    const headers = { Allow: methods.join(', ') };
    if (methods.length === 0) return problemResponse(c, refusalOf(new RequestRefused('not_found')), hal);
    if (c.req.method === 'OPTIONS') return c.body(null, 204, headers);
    return problemResponse(c, refusalOf(new RequestRefused('method_not_allowed', { headers })), hal);
  };
}

/** Made at the first use, when every route is registered. */
function methodTable(app: HttpApp): (path: string) => readonly string[] {
  const router = new TrieRouter<string>();
  for (const { method, path } of app.routes) if (method !== 'ALL') router.add('ALL', path, method);
  return (path) => {
    const found = new Set(router.match('ALL', path)[0].map(([method]) => method));
    if (found.size === 0) return [];
    if (found.has('GET')) found.add('HEAD');
    return [...found.add('OPTIONS')].sort();
  };
}
