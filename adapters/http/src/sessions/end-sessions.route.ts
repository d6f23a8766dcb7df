import { z } from '@hono/zod-openapi';
import { EndSessions } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/users/{uuid}/sessions',
    operationId: 'endSessions',
    tags: ['Sessions'],
    summary: 'End all sessions of a user',
    description:
      'Log out everywhere: oneself, or with `sessions:revoke` anyone whose permissions one holds. Reset links die with the sessions, and the one that asks ends too.',
    request: { params: z.object({ uuid: userId }) },
    responses: { 204: { description: 'The sessions are over.' } },
  },
  { identity: 'required', errors: EndSessions.errors },
);

export function endSessionsRoute(app: HttpApp, deps: Pick<HttpDependencies, 'endSessions'>): void {
  app.openapi(route, async (c) => {
    await deps.endSessions.execute({ id: c.req.valid('param').uuid }, contextOf(c));
    return c.body(null, 204);
  });
}
