import { UpdateUser } from '@users/application';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { validationHook } from '../frame/validation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { ownId } from './me.ts';
import { fixedFields, toPatch, userHeaders, userPatch } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'patch',
    path: '/users/me',
    operationId: 'updateMe',
    tags: ['Users'],
    summary: 'Change own name, language or metadata',
    description:
      'Absent fields stay; metadata is merged (RFC 7396), and to change it takes `users:write`. With If-Match the change is made only if nobody else made one in the meantime.',
    request: { headers: ifMatch, body: { required: true, content: { 'application/json': { schema: userPatch } } } },
    responses: { 200: halResponse('The caller after the change.', userResource, etagHeader) },
  },
  {
    identity: 'required',
    errors: UpdateUser.errors,
    codes: ['malformed_if_match'],
    alsoAccepts: { 'application/merge-patch+json': 'UserPatch' },
  },
);

export function updateMeRoute(app: HttpApp, deps: Pick<HttpDependencies, 'updateUser'>, hal: Links): void {
  app.openapi(
    route,
    async (c) => {
      const context = contextOf(c);
      const change = { id: ownId(context), ...toPatch(c.req.valid('json')) };
      const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
        deps.updateUser.execute({ ...change, expectedVersion }, context),
      );
      return c.json(toUserResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...userHeaders(result) });
    },
    validationHook(fixedFields),
  );
}
