import { getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import type { HttpContext } from '../frame/environment.ts';
import { RequestRefused } from '../problems/request-refused.ts';

/** Where the refresh token travels: in bodies, unless a browser asks for the cookie. */
export type SessionMode = 'cookie' | undefined;

export interface CookieSettings {
  readonly publicUrl: string;
  readonly corsOrigins: readonly string[];
  /** Seconds that a session lives unused: so long is the cookie kept. */
  readonly sessionIdleSeconds: number;
}

type Request = Pick<HttpContext, 'req'>;

/**
 * The refresh token of a browser, where no script can read it. It proves nothing but a refresh and a log-out: every
 * other operation looks at `Authorization` alone, so there is nothing else that a forged request could ride on.
 */
export class RefreshCookie {
  readonly #name: string;
  readonly #attributes: CookieOptions;
  readonly #maxAge: number;
  readonly #origins: ReadonlySet<string>;

  constructor({ publicUrl, corsOrigins, sessionIdleSeconds }: CookieSettings) {
    const { hostname, origin, pathname, protocol } = new URL(publicUrl);
    const local = protocol === 'http:' && loopback.test(hostname);
    // With the prefix (RFC 6265bis §4.1.3.2) no neighbour under the same domain can plant a cookie of this name; it
    // asks for Secure and for the path /. On a developer's machine there is no TLS, so a narrow path is all there is.
    this.#name = local ? 'refresh_token' : '__Host-refresh_token';
    const path = local ? `${pathname.replace(/\/$/, '')}/auth` : '/';
    this.#attributes = { path, secure: !local, httpOnly: true, sameSite: 'Strict' };
    this.#maxAge = sessionIdleSeconds;
    this.#origins = new Set([origin, ...corsOrigins]);
  }

  /** @returns null when the browser sent none */
  read(c: Request): string | null {
    return getCookie(c as HttpContext, this.#name) ?? null;
  }

  write(c: HttpContext, refreshToken: string): void {
    setCookie(c, this.#name, refreshToken, { ...this.#attributes, maxAge: this.#maxAge });
  }

  remove(c: HttpContext): void {
    setCookie(c, this.#name, '', { ...this.#attributes, maxAge: 0 });
  }

  /**
   * Lets pages of ours and of the listed origins through. Every browser names the origin of a POST; what names none is
   * no browser, or hides where it comes from, and has no use for a cookie. This stands beside SameSite, which knows
   * sites and not origins, and beside the media type: a form cannot send JSON without a preflight.
   *
   * @throws RequestRefused for everybody else
   */
  admit(c: Request): void {
    const origin = c.req.header('origin');
    // Fetch Metadata, which no script can set. Without it (an old browser) the origin decides alone.
    const crossSite = c.req.header('sec-fetch-site') === 'cross-site';
    if (origin === undefined || crossSite || !this.#origins.has(origin)) throw new RequestRefused('foreign_origin');
  }
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
