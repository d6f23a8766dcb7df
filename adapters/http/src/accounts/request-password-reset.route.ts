import { z } from '@hono/zod-openapi';
import { RequestPasswordReset } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { acceptedAnswer, acceptedResource } from './accepted.ts';

const body = z.strictObject({ email }).openapi('RequestPasswordReset');

const route = operation(
  {
    method: 'post',
    path: '/auth/request-password-reset',
    operationId: 'requestPasswordReset',
    tags: ['Accounts'],
    summary: 'Ask for a mail that sets a new password',
    description:
      'The answer is the same for every address; only an active account gets a mail, a minute after the one before at the earliest, and then less often.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 202: halResponse('Accepted. See the mail.', acceptedResource) },
  },
  { identity: 'unread', errors: RequestPasswordReset.errors },
);

export function requestPasswordResetRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'requestPasswordReset'>,
  hal: Links,
): void {
  const message = 'If the address has an account, a mail with a link is on its way.';
  const answer = acceptedAnswer(message, ['account.reset_password', 'session.log_in'], hal);
  app.openapi(route, async (c) => {
    await deps.requestPasswordReset.execute(c.req.valid('json'), contextOf(c));
    return c.json(answer, 202, asHal);
  });
}
