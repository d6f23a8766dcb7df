import { UpdateUser } from '@users/application';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { validationHook } from '../frame/validation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { ownId } from './me.ts';
import { fixedFields, toReplacement, userHeaders, userReplacement } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'put',
    path: '/users/me',
    operationId: 'replaceMe',
    tags: ['Users'],
    summary: 'Replace own name, language and metadata',
    description:
      'All of them are needed. Metadata that differs from what is stored takes `users:write`. With If-Match the change is made only if nobody else made one in the meantime.',
    request: {
      headers: ifMatch,
      body: { required: true, content: { 'application/json': { schema: userReplacement } } },
    },
    responses: { 200: halResponse('The caller after the change.', userResource, etagHeader) },
  },
  {
    identity: 'required',
    errors: UpdateUser.errors,
    codes: ['malformed_if_match'],
  },
);

export function replaceMeRoute(app: HttpApp, deps: Pick<HttpDependencies, 'updateUser'>, hal: Links): void {
  app.openapi(
    route,
    async (c) => {
      const context = contextOf(c);
      const change = { id: ownId(context), ...toReplacement(c.req.valid('json')) };
      const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
        deps.updateUser.execute({ ...change, expectedVersion }, context),
      );
      return c.json(toUserResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...userHeaders(result) });
    },
    validationHook(fixedFields),
  );
}
