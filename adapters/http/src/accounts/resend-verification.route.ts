import { z } from '@hono/zod-openapi';
import { ResendVerification } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { acceptedAnswer, acceptedResource } from './accepted.ts';

const body = z.strictObject({ email }).openapi('ResendVerification');

const route = operation(
  {
    method: 'post',
    path: '/auth/resend-verification',
    operationId: 'resendVerification',
    tags: ['Accounts'],
    summary: 'Ask for another verification mail',
    description:
      'The answer is the same for every address; only one that waits for verification gets a mail, a minute after the one before at the earliest, and then less often.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 202: halResponse('Accepted. See the mail.', acceptedResource) },
  },
  { identity: 'unread', errors: ResendVerification.errors },
);

export function resendVerificationRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'resendVerification'>,
  hal: Links,
): void {
  const answer = acceptedAnswer(
    'If the address waits for verification, a mail with a link is on its way.',
    ['account.resend_verification', 'session.log_in'],
    hal,
  );
  app.openapi(route, async (c) => {
    await deps.resendVerification.execute(c.req.valid('json'), contextOf(c));
    return c.json(answer, 202, asHal);
  });
}
