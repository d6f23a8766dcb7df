import { z } from '@hono/zod-openapi';
import { DeleteUser } from '@users/application';
import { expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { endedLinks, endedLinksHeader } from '../ended-links.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/users/{uuid}',
    operationId: 'deleteUser',
    tags: ['Users'],
    summary: 'Erase a user',
    description:
      'Oneself, or with `users:delete` anyone whose permissions one holds. Personal data is erased for good: nothing brings it back, and the address is free. For a deletion that can be undone see POST /users/soft_delete.',
    request: { params: z.object({ uuid: userId }), headers: ifMatch },
    responses: { 204: { description: 'The user is erased.', headers: endedLinksHeader } },
  },
  { identity: 'required', errors: DeleteUser.errors, codes: ['malformed_if_match'] },
);

export function deleteUserRoute(app: HttpApp, deps: Pick<HttpDependencies, 'deleteUser'>): void {
  app.openapi(route, async (c) => {
    const context = contextOf(c);
    const id = c.req.valid('param').uuid;
    const ended = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.deleteUser.execute({ id, expectedVersion }, context),
    );
    return c.body(null, 204, endedLinks(ended));
  });
}
