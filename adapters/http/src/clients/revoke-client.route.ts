import { z } from '@hono/zod-openapi';
import { RevokeClient } from '@users/application';
import { expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { endedLinks, endedLinksHeader } from '../ended-links.ts';
import { clientId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/clients/{uuid}',
    operationId: 'revokeClient',
    tags: ['Clients'],
    summary: 'End a service client for good',
    description:
      'With `clients:write`, for a client that has no permission which the caller lacks. It gets no token any more, and those that it has are refused within a second. It stays in the list, as revoked.',
    request: { params: z.object({ uuid: clientId }), headers: ifMatch },
    responses: { 204: { description: 'The client is revoked.', headers: endedLinksHeader } },
  },
  { identity: 'required', errors: RevokeClient.errors, codes: ['malformed_if_match'] },
);

export function revokeClientRoute(app: HttpApp, deps: Pick<HttpDependencies, 'revokeClient'>): void {
  app.openapi(route, async (c) => {
    const { uuid: id } = c.req.valid('param');
    const ended = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.revokeClient.execute({ id, expectedVersion }, contextOf(c)),
    );
    return c.body(null, 204, endedLinks(ended));
  });
}
