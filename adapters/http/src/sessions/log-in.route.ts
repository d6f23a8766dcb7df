import { z } from '@hono/zod-openapi';
import { LogIn } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { email, password } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { tokensResource, toTokensResource } from './tokens-resource.ts';

const body = z.strictObject({ email, password }).openapi('LogIn');

const route = operation(
  {
    method: 'post',
    path: '/auth/login',
    operationId: 'logIn',
    tags: ['Sessions'],
    summary: 'Log in',
    description:
      'Address and password for tokens. Unknown address, wrong password and deleted account get one answer; only the right password learns that the address is unverified or the account suspended.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('A new session.', tokensResource) },
  },
  { identity: 'unread', errors: LogIn.errors },
);

export function logInRoute(app: HttpApp, deps: Pick<HttpDependencies, 'logIn'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const issued = await deps.logIn.execute(c.req.valid('json'), contextOf(c));
    return c.json(toTokensResource(issued, hal), 200, asHal);
  });
}
