import { z } from '@hono/zod-openapi';
import { RegisterUser } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email, fullName, locale, password } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
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
      'A mail with a link goes to the address; following it makes the account. The answer is the same whether or not the address has an account already.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 202: halResponse('Accepted. See the mail.', acceptedResource) },
  },
  { identity: 'unread', errors: RegisterUser.errors },
);

export function registerRoute(app: HttpApp, deps: Pick<HttpDependencies, 'registerUser'>, hal: Links): void {
  const answer = acceptedAnswer(
    'If the address can be registered, a mail with a link is on its way.',
    ['account.resend_verification', 'session.log_in'],
    hal,
  );
  app.openapi(route, async (c) => {
    const { email, full_name, locale, password } = c.req.valid('json');
    await deps.registerUser.execute({ email, fullName: full_name, locale, password }, contextOf(c));
    return c.json(answer, 202, asHal);
  });
}
