import { z } from '@hono/zod-openapi';
import { LogIn } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email, password, sessionMode } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { issuedAnswer } from './issued-answer.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { cookieHeader, tokensResource } from './tokens-resource.ts';

const body = z
  .strictObject({ email, password, session: sessionMode })
  .openapi('LogIn', { example: { email: 'ada@example.com', password: 'correct horse battery staple' } });

const route = operation(
  {
    method: 'post',
    path: '/auth/login',
    operationId: 'logIn',
    tags: ['Sessions'],
    summary: 'Log in',
    description:
      'Address and password for tokens. Unknown address, wrong password, deleted account and an address that nobody has verified get one answer, which links to another verification mail; only the right password of a verified account learns that it is suspended.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('A new session.', tokensResource, cookieHeader) },
  },
  { identity: 'unread', errors: LogIn.errors, codes: ['foreign_origin'] },
);

type Dependencies = Pick<HttpDependencies, 'logIn'>;

export function logInRoute(app: HttpApp, deps: Dependencies, cookie: RefreshCookie, hal: Links): void {
  app.openapi(route, async (c) => {
    const { session: mode, ...credentials } = c.req.valid('json');
    // Before the password is looked at: nobody is signed in to somebody else's account unawares (log-in CSRF).
    if (mode === 'cookie') cookie.admit(c);
    const issued = await deps.logIn.execute(credentials, contextOf(c));
    return issuedAnswer(c, issued, { mode, cookie, hal });
  });
}
