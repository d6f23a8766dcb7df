import type { IssuedTokens } from '@users/application';
import type { HttpContext } from '../frame/environment.ts';
import { asHal } from '../hal.ts';
import type { Links } from '../links.ts';
import type { RefreshCookie, SessionMode } from './refresh-cookie.ts';
import { toTokensResource } from './tokens-resource.ts';

/** Answers with new tokens: both in the body, or the refresh token in a cookie and in nothing that a script can read. */
export function issuedAnswer(
  c: HttpContext,
  issued: IssuedTokens,
  { mode, cookie, hal }: { readonly mode: SessionMode; readonly cookie: RefreshCookie; readonly hal: Links },
) {
  if (mode === 'cookie') cookie.write(c, issued.refreshToken);
  return c.json(toTokensResource(issued, mode, hal), 200, asHal);
}
