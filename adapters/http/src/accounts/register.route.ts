import { z } from '@hono/zod-openapi';
import { RegisterUser } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email, fullName, locale, password } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import { answerOnce, type IdempotencyDependencies, idempotencyKey, replayedHeader } from '../idempotency.ts';
import type { Links } from '../links.ts';
import { acceptedAnswer, acceptedResource } from './accepted.ts';

const body = z.strictObject({ email, full_name: fullName, locale: locale.default('en'), password }).openapi('Register');

const route = operation(
  {
    method: 'post',
    path: '/auth/register',
    operationId: 'register',
    tags: ['Accounts'],
    summary: 'Make an account',
    description:
      'A mail with a link goes to the address; following it makes the account. The answer is the same whether or not the address has an account already. Sent again within a minute it is not carried out again; an address that is registered twice lets no link bring a password, so send a request whose answer was lost again under its Idempotency-Key.',
    request: { headers: idempotencyKey, body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 202: halResponse('Accepted. See the mail.', acceptedResource, replayedHeader) },
  },
  { identity: 'unread', errors: RegisterUser.errors, codes: ['malformed_idempotency_key'] },
);

export function registerRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'registerUser'> & IdempotencyDependencies,
  hal: Links,
): void {
  const resource = acceptedAnswer(
    'If the address can be registered, a mail with a link is on its way.',
    ['account.resend_verification', 'session.log_in'],
    hal,
  );
  const reply = { headers: asHal, resource, subject: null };
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    const { full_name: fullName, ...rest } = payload;
    const { resource, headers } = await answerOnce(c, deps, {
      operationId: 'register',
      payload,
      execute: (context) => deps.registerUser.execute({ fullName, ...rest }, context),
      reply: () => reply,
    });
    return c.json(resource, 202, headers);
  });
}
