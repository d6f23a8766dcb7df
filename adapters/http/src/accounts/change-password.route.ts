import { z } from '@hono/zod-openapi';
import { ChangePassword } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { password } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { tokensResource, toTokensResource } from '../sessions/tokens-resource.ts';

const body = z.strictObject({ current_password: password, new_password: password }).openapi('ChangePassword');

const route = operation(
  {
    method: 'post',
    path: '/auth/change-password',
    operationId: 'changePassword',
    tags: ['Accounts'],
    summary: 'Change the own password',
    description:
      'This session goes on with the new tokens in the answer; every other one ends, and the owner is told by mail.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('New tokens of the same session.', tokensResource) },
  },
  { identity: 'required', errors: ChangePassword.errors },
);

export function changePasswordRoute(app: HttpApp, deps: Pick<HttpDependencies, 'changePassword'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { current_password: currentPassword, new_password: newPassword } = c.req.valid('json');
    const issued = await deps.changePassword.execute({ currentPassword, newPassword }, contextOf(c));
    return c.json(toTokensResource(issued, hal), 200, asHal);
  });
}
