import { z } from '@hono/zod-openapi';
import { GetClient } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { clientId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { clientHeaders, clientResource, toClientResource } from './client-resource.ts';

const route = operation(
  {
    method: 'get',
    path: '/clients/{uuid}',
    operationId: 'getClient',
    tags: ['Clients'],
    summary: 'Read a service client',
    description: 'With `clients:write`. Its secret is nowhere to be read.',
    request: { params: z.object({ uuid: clientId }) },
    responses: { 200: halResponse('The client, with what this caller may do to it.', clientResource, etagHeader) },
  },
  { identity: 'required', errors: GetClient.errors },
);

export function getClientRoute(app: HttpApp, deps: Pick<HttpDependencies, 'getClient'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const result = await deps.getClient.execute({ id: c.req.valid('param').uuid }, contextOf(c));
    return c.json(toClientResource(result, hal), 200, { ...asHal, ...clientHeaders(result) });
  });
}
