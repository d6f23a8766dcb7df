import { z } from '@hono/zod-openapi';
import { CreateUser } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { email, fullName, locale, roleNames } from '../fields.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse, locationHeader } from '../hal.ts';
import { answerOnce, type IdempotencyDependencies, idempotencyKey, replayedHeader } from '../idempotency.ts';
import type { Links } from '../links.ts';
import { metadata } from '../metadata.ts';
import { userHeaders } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const body = z
  .strictObject({
    email,
    full_name: fullName,
    locale: locale.default('en'),
    metadata: metadata.default({}),
    roles: roleNames.default(['user']),
  })
  .openapi('CreateUser');

const route = operation(
  {
    method: 'post',
    path: '/users',
    operationId: 'createUser',
    tags: ['Users'],
    summary: 'Invite somebody',
    description:
      'With `users:write`: a pending user, and an invitation in the mail whose link sets the password. Roles must not allow more than their giver holds.',
    request: { headers: idempotencyKey, body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: {
      201: halResponse('The new user.', userResource, { ...etagHeader, ...locationHeader, ...replayedHeader }),
    },
  },
  { identity: 'required', errors: CreateUser.errors, codes: ['malformed_idempotency_key'] },
);

export function createUserRoute(
  app: HttpApp,
  deps: Pick<HttpDependencies, 'createUser'> & IdempotencyDependencies,
  hal: Links,
): void {
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    const { full_name: fullName, ...rest } = payload;
    const { resource, headers } = await answerOnce(c, deps, {
      operationId: 'createUser',
      payload,
      execute: (context) => deps.createUser.execute({ fullName, ...rest }, context),
      reply: (result) => ({
        headers: { ...asHal, ...userHeaders(result), Location: hal.url(`/users/${result.user.id}`) },
        resource: toUserResource(result, hal),
        subject: result.user.id,
      }),
    });
    return c.json(resource, 201, headers);
  });
}
