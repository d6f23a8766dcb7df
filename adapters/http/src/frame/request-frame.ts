import { anonymous } from '@users/domain';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { createIdentify } from '../authenticate.ts';
import { clientNetwork } from '../client-address.ts';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpEnv } from './environment.ts';
import { defaultHeaders } from './security-headers.ts';

type Dependencies = Pick<
  HttpDependencies,
  'publicUrl' | 'trustedProxies' | 'authenticate' | 'ids' | 'log' | 'onRequest'
>;

/** A caller's or proxy's own id is kept when it can do no harm in a log. */
const acceptableId = /^[\w.-]{8,64}$/;

/** Asked by machines every few seconds. */
const probes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** Around every request: its id, the headers of every answer, and afterwards one line and one measurement. */
export function requestFrame(deps: Dependencies): MiddlewareHandler<HttpEnv> {
  const { ids, log, onRequest, trustedProxies } = deps;
  const headers = defaultHeaders(deps.publicUrl);
  const identify = createIdentify(deps.authenticate);
  return async (c, next) => {
    const start = performance.now();
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && acceptableId.test(given) ? given : ids.uuid();
    const peer = c.env?.incoming?.socket.remoteAddress;
    c.set('requestId', requestId);
    c.set('network', clientNetwork(peer, c.req.header('x-forwarded-for'), trustedProxies));
    c.set('actor', anonymous);
    c.set('identify', identify);
    for (const [name, value] of headers) c.header(name, value);
    c.header('X-Request-Id', requestId);
    await next();
    const seconds = (performance.now() - start) / 1000;
    const pattern = routePath(c);
    const observed = { method: c.req.method, route: pattern === '/*' ? 'unmatched' : pattern, status: c.res.status };
    const level = probes.has(pattern) ? 'debug' : 'info';
    log[level]({ ...observed, ms: Math.round(seconds * 1e5) / 100, request_id: requestId }, 'request');
    onRequest?.({ ...observed, seconds });
  };
}
