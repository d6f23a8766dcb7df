import { z } from '@hono/zod-openapi';
import { RequestEmailChange } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email, password, userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { acceptedAnswer, acceptedResource } from './accepted.ts';

const body = z
  .strictObject({
    email,
    current_password: password.optional().openapi({ description: 'Needed for the own account.' }),
  })
  .openapi('RequestEmailChange');

const route = operation(
  {
    method: 'post',
    path: '/users/{uuid}/email-change',
    operationId: 'requestEmailChange',
    tags: ['Accounts'],
    summary: 'Change the e-mail address',
    description:
      'Oneself, with the current password, or with `users:write` anyone whose permissions one holds. Nothing changes until the link in the mail to the new address is followed; until then the request is shown as `pending_email_change`, and a newer one takes its place. Ten requests an hour from each caller about each account.',
    request: {
      params: z.object({ uuid: userId }),
      body: { required: true, content: { 'application/json': { schema: body } } },
    },
    responses: { 202: halResponse('Accepted. See the mail.', acceptedResource) },
  },
  { identity: 'required', errors: RequestEmailChange.errors },
);

export function requestEmailChangeRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'requestEmailChange'>,
  hal: Links,
): void {
  const message = 'A mail with a link is on its way to the new address, if it is free.';
  const answer = acceptedAnswer(message, ['account.confirm_email_change'], hal);
  app.openapi(route, async (c) => {
    const { email, current_password: currentPassword = null } = c.req.valid('json');
    await deps.requestEmailChange.execute({ id: c.req.valid('param').uuid, email, currentPassword }, contextOf(c));
    return c.json(answer, 202, asHal);
  });
}
