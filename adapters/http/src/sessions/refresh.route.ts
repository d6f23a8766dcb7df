import { z } from '@hono/zod-openapi';
import { RefreshSession } from '@users/application';
import { InvalidRefreshToken } from '@users/domain';
import type { HttpDependencies } from '../dependencies.ts';
import { refreshToken, sessionMode } from '../fields.ts';
import { contextOf, type HttpApp, type HttpContext } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { issuedAnswer } from './issued-answer.ts';
import { oneOfBoth } from './one-of-both.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { cookieHeader, tokensResource } from './tokens-resource.ts';

const body = z
  .strictObject({ refresh_token: refreshToken.optional(), session: sessionMode })
  .superRefine(oneOfBoth)
  .openapi('Refresh');

const route = operation(
  {
    method: 'post',
    path: '/auth/refresh',
    operationId: 'refreshSession',
    tags: ['Sessions'],
    summary: 'Refresh the tokens',
    description:
      'A refresh token works once. Sent again within ten seconds it brings the same successor, for an answer that was lost; an older one ends the session, because someone has a copy. It stands in the body, or in the cookie when `session` says so.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('New tokens of the same session.', tokensResource, cookieHeader) },
  },
  { identity: 'unread', errors: RefreshSession.errors, codes: ['foreign_origin'] },
);

type Dependencies = Pick<HttpDependencies, 'refreshSession'>;

export function refreshRoute(app: HttpApp, deps: Dependencies, cookie: RefreshCookie, hal: Links): void {
  app.openapi(route, async (c) => {
    const { refresh_token: given = null, session: mode } = c.req.valid('json');
    if (mode !== 'cookie') {
      if (given === null) throw new InvalidRefreshToken();
      const issued = await deps.refreshSession.execute({ refreshToken: given }, contextOf(c));
      return issuedAnswer(c, issued, { mode, cookie, hal });
    }
    cookie.admit(c);
    const issued = await refreshByCookie(c, deps, cookie);
    return issuedAnswer(c, issued, { mode, cookie, hal });
  });
}

/** A cookie that is good for nothing is taken away. */
async function refreshByCookie(c: HttpContext, deps: Dependencies, cookie: RefreshCookie) {
  try {
    const refreshToken = cookie.read(c);
    if (refreshToken === null) throw new InvalidRefreshToken();
    return await deps.refreshSession.execute({ refreshToken }, contextOf(c));
  } catch (error) {
    if (error instanceof InvalidRefreshToken) cookie.remove(c);
    throw error;
  }
}
