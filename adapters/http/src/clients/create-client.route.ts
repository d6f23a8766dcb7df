import { z } from '@hono/zod-openapi';
import { CreateClient } from '@users/application';
import { etagHeader } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { clientName, description, permissionList } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse, locationHeader } from '../hal.ts';
import type { Links } from '../links.ts';
import { clientHeaders, clientWithSecret, toClientWithSecret } from './client-resource.ts';

const body = z
  .strictObject({ name: clientName, description: description.default(''), permissions: permissionList.min(1) })
  .openapi('CreateClient');

const route = operation(
  {
    method: 'post',
    path: '/clients',
    operationId: 'createClient',
    tags: ['Clients'],
    summary: 'Make a service client',
    description: 'With `clients:write`, out of permissions that its maker holds. The answer tells the secret, once.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: {
      201: halResponse('The new client, and its secret.', clientWithSecret, { ...etagHeader, ...locationHeader }),
    },
  },
  { identity: 'required', errors: CreateClient.errors },
);

export function createClientRoute(app: HttpApp, deps: Pick<HttpDependencies, 'createClient'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const result = await deps.createClient.execute(c.req.valid('json'), contextOf(c));
    const headers = { ...clientHeaders(result), Location: hal.url(`/clients/${result.client.id}`) };
    return c.json(toClientWithSecret(result, hal), 201, { ...asHal, ...headers });
  });
}
