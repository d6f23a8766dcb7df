import { isIPv4 } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from '../frame/environment.ts';
import { RequestRefused } from '../problems/request-refused.ts';

/** Host without its port (RFC 9110 §7.2); an IPv6 address keeps its brackets. */
const hostName = /^(\[[\da-f:.]+\]|[^:@/[\]\s]+)(?::\d*)?$/i;

/** Of an address or a name as it stands in a URL: localhost, 127.0.0.0/8, ::1. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

/**
 * Refuses requests to other names. A page in a browser can have its own name lead to this machine (DNS rebinding), and
 * would read the answers as its own; but it cannot make the browser send another name than that.
 *
 * @param hosts names in lower case that are allowed besides those of the loopback; null: any
 */
export function knownHost(hosts: readonly string[] | null): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const name = hostName.exec(c.req.header('host') ?? '')?.[1]?.toLowerCase();
    const known = hosts === null || (name !== undefined && (isLoopback(name) || hosts.includes(name)));
    if (!known) throw new RequestRefused('misdirected_request');
    await next();
  };
}
