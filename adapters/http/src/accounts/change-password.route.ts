import { z } from '@hono/zod-openapi';
import { ChangePassword } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { password, sessionMode } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { issuedAnswer } from '../sessions/issued-answer.ts';
import type { RefreshCookie } from '../sessions/refresh-cookie.ts';
import { cookieHeader, tokensResource } from '../sessions/tokens-resource.ts';

const body = z
  .strictObject({ current_password: password, new_password: password, session: sessionMode })
  .openapi('ChangePassword');

const route = operation(
  {
    method: 'post',
    path: '/auth/change-password',
    operationId: 'changePassword',
    tags: ['Accounts'],
    summary: 'Change the own password',
    description:
      'Every session ends, and this one goes on as another, with the tokens in the answer: no token of before is good any more. The owner is told by mail.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('Tokens of the session that goes on.', tokensResource, cookieHeader) },
  },
  { identity: 'required', errors: ChangePassword.errors, codes: ['foreign_origin'] },
);

type Dependencies = Pick<HttpDependencies, 'changePassword'>;

export function changePasswordRoute(app: HttpApp, deps: Dependencies, cookie: RefreshCookie, hal: Links): void {
  app.openapi(route, async (c) => {
    const { current_password: currentPassword, new_password: newPassword, session: mode } = c.req.valid('json');
    if (mode === 'cookie') cookie.admit(c);
    const issued = await deps.changePassword.execute({ currentPassword, newPassword }, contextOf(c));
    return issuedAnswer(c, issued, { mode, cookie, hal });
  });
}
