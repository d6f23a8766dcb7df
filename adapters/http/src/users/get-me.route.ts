import { GetUser } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { ownId } from './me.ts';
import { userHeaders } from './update.ts';
import { toUserResource, userResource } from './user-resource.ts';

const route = operation(
  {
    method: 'get',
    path: '/users/me',
    operationId: 'getMe',
    tags: ['Users'],
    summary: 'Read oneself',
    description: 'The user whose access token this is.',
    responses: { 200: halResponse('The caller.', userResource, etagHeader) },
  },
  { identity: 'required', errors: GetUser.errors },
);

export function getMeRoute(app: HttpApp, deps: Pick<HttpDependencies, 'getUser'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const context = contextOf(c);
    const result = await deps.getUser.execute({ id: ownId(context) }, context);
    return c.json(toUserResource(result, hal.for(c.var.actor)), 200, { ...asHal, ...userHeaders(result) });
  });
}
