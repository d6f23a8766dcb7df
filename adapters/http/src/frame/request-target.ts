import type { MiddlewareHandler } from 'hono';
import { RequestRefused } from '../problems/request-refused.ts';
import type { HttpEnv } from './environment.ts';

/** No client sends one (RFC 9112 §3.2): the server leaves it where a target was refused. */
export const refusedTarget = '';

const absoluteForm = /^https?:\/\/([^/?#]*)(.*)$/i;

/**
 * What proxies and URL parsers read differently, each of which made `/metrics` of what a proxy took for something else:
 *
 * - empty segments, and dot segments, which WHATWG URL §4.4 resolves (with dots as `%2e` too);
 * - unreserved characters that are encoded (RFC 3986 §2.3: the same address, written so that comparing bytes fails);
 * - slashes that are encoded, and backslashes, which WHATWG URL takes for slashes;
 * - a fragment, which no target has and WHATWG URL drops.
 */
const ambiguous = new RegExp(
  [
    String.raw`\/\/`,
    String.raw`\/\.\.?(?:\/|$)`,
    '%(?:2[de]|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f|7e)',
    '%(?:2f|5c)',
    String.raw`[\\#]`,
  ].join('|'),
  'i',
);

/**
 * Judges the target of a request line as it came, before anything has normalised it.
 *
 * @param host the header Host, which the authority of an absolute-form must be; null: there are several
 * @returns the target in origin-form, path and query untouched; `refusedTarget` when it can be read in two ways, names
 *   another host or is of a form that only proxies and `OPTIONS *` have
 */
export function plainTarget(target: string, host: string | null): string {
  if (host === null) return refusedTarget;
  const origin = target.startsWith('/') ? target : withoutAuthority(target, host);
  if (origin === null) return refusedTarget;
  const [path = ''] = origin.split('?', 1);
  return ambiguous.test(path) ? refusedTarget : origin;
}

/** RFC 9112 §3.2.2. */
function withoutAuthority(target: string, host: string): string | null {
  const [, authority, rest = ''] = absoluteForm.exec(target) ?? [];
  if (!authority || authority.toLowerCase() !== host.toLowerCase()) return null;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** Refuses what the server has refused, here, where answers have their headers, their id and their line in the log. */
export const requirePlainTarget: MiddlewareHandler<HttpEnv> = async (c, next) => {
  if (c.env?.incoming?.url === refusedTarget) throw new RequestRefused('malformed_target');
  await next();
};
