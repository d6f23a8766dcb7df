import { z } from '@hono/zod-openapi';
import { UpdateUser } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { validationHook } from '../frame/validation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { expectedVersions } from './entity-tag.ts';
import { etagHeader, fixedFields, ifMatch, updateExpecting, userHeaders, userPatch } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'patch',
    path: '/users/{uuid}',
    operationId: 'updateUser',
    tags: ['Users'],
    summary: 'Change name or language of a user',
    description:
      'Oneself, or with `users:write` anyone whose permissions one holds. Absent fields stay. With If-Match the change is made only if nobody else changed the user in the meantime.',
    request: {
      params: z.object({ uuid: userId }),
      headers: ifMatch,
      body: { required: true, content: { 'application/json': { schema: userPatch } } },
    },
    responses: { 200: halResponse('The user after the change.', userResource, etagHeader) },
  },
  {
    identity: 'required',
    errors: UpdateUser.errors,
    codes: ['malformed_if_match'],
    alsoAccepts: { 'application/merge-patch+json': 'UserPatch' },
  },
);

export function updateUserRoute(app: HttpApp, deps: Pick<HttpDependencies, 'updateUser'>, hal: Links): void {
  app.openapi(
    route,
    async (c) => {
      const expected = expectedVersions(c.req.header('if-match'));
      const input = { id: c.req.valid('param').uuid, patch: c.req.valid('json'), expected };
      const result = await updateExpecting(deps.updateUser, input, contextOf(c));
      return c.json(toUserResource(result, hal), 200, { ...asHal, ...userHeaders(result) });
    },
    validationHook(fixedFields),
  );
}
