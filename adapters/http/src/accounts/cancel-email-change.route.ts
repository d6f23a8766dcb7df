import { z } from '@hono/zod-openapi';
import { CancelEmailChange } from '@users/application';
import { VersionMismatch } from '@users/domain';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/users/{uuid}/email-change',
    operationId: 'cancelEmailChange',
    tags: ['Accounts'],
    summary: 'Cancel a change of the e-mail address',
    description:
      'Oneself, or with `users:write` anyone whose permissions one holds, whoever asked for the change. The link in the mail to the new address is dead.',
    request: { params: z.object({ uuid: userId }) },
    responses: { 204: { description: 'The address stays as it is.' } },
  },
  { identity: 'required', errors: CancelEmailChange.errors.filter((error) => error !== VersionMismatch) },
);

export function cancelEmailChangeRoute(app: HttpApp, deps: Pick<HttpDependencies, 'cancelEmailChange'>): void {
  app.openapi(route, async (c) => {
    await deps.cancelEmailChange.execute({ id: c.req.valid('param').uuid }, contextOf(c));
    return c.body(null, 204);
  });
}
