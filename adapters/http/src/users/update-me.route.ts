import { UpdateUser } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { validationHook } from '../frame/validation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { expectedVersions } from './entity-tag.ts';
import { ownId } from './me.ts';
import { etagHeader, fixedFields, ifMatch, updateExpecting, userHeaders, userPatch } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'patch',
    path: '/users/me',
    operationId: 'updateMe',
    tags: ['Users'],
    summary: 'Change own name or language',
    description: 'Absent fields stay. With If-Match the change is made only if nobody else made one in the meantime.',
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
      const expected = expectedVersions(c.req.header('if-match'));
      const input = { id: ownId(context), patch: c.req.valid('json'), expected };
      const result = await updateExpecting(deps.updateUser, input, context);
      return c.json(toUserResource(result, hal), 200, { ...asHal, ...userHeaders(result) });
    },
    validationHook(fixedFields),
  );
}
