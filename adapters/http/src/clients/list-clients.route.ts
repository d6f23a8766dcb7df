import { z } from '@hono/zod-openapi';
import { ListClients } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, exampleLinks, halResponse, links } from '../hal.ts';
import type { Links } from '../links.ts';
import { clientExample, clientResource, toClientResource } from './client-resource.ts';

const clientList = z
  .object({ _links: links, _embedded: z.object({ item: z.array(clientResource) }) })
  .openapi('ServiceClientList', {
    example: { _links: exampleLinks({ self: '/clients' }), _embedded: { item: [clientExample()] } },
  });

const route = operation(
  {
    method: 'get',
    path: '/clients',
    operationId: 'listClients',
    tags: ['Clients'],
    summary: 'List service clients',
    description: 'With `clients:write`: all of them, oldest first, those that are revoked too.',
    responses: { 200: halResponse('The service clients.', clientList) },
  },
  { identity: 'required', errors: ListClients.errors },
);

export function listClientsRoute(app: HttpApp, deps: Pick<HttpDependencies, 'listClients'>, hal: Links): void {
  const _links = { self: hal.link('/clients', 'Service clients') };
  app.openapi(route, async (c) => {
    const found = await deps.listClients.execute({}, contextOf(c));
    return c.json({ _links, _embedded: { item: found.map((each) => toClientResource(each, hal)) } }, 200, asHal);
  });
}
