import { DeleteUser } from '@users/application';
import { expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { endedLinks, endedLinksHeader } from '../ended-links.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { ownId } from './me.ts';

const route = operation(
  {
    method: 'delete',
    path: '/users/me',
    operationId: 'deleteMe',
    tags: ['Users'],
    summary: 'Erase oneself',
    description:
      'Personal data is erased for good: nothing brings it back, and the address is free. For a deletion that can be undone see POST /users/soft_delete.',
    request: { headers: ifMatch },
    responses: { 204: { description: 'The user is erased.', headers: endedLinksHeader } },
  },
  { identity: 'required', errors: DeleteUser.errors, codes: ['malformed_if_match'] },
);

export function deleteMeRoute(app: HttpApp, deps: Pick<HttpDependencies, 'deleteUser'>): void {
  app.openapi(route, async (c) => {
    const context = contextOf(c);
    const id = ownId(context);
    const ended = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.deleteUser.execute({ id, expectedVersion }, context),
    );
    return c.body(null, 204, endedLinks(ended));
  });
}
