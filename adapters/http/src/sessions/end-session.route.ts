import { z } from '@hono/zod-openapi';
import { EndSession } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { sessionId, userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const route = operation(
  {
    method: 'delete',
    path: '/users/{uuid}/sessions/{sid}',
    operationId: 'endSession',
    tags: ['Sessions'],
    summary: 'End a session',
    description:
      'An own one, or with `sessions:revoke` one of anyone whose permissions one holds. Its tokens are void.',
    request: { params: z.object({ uuid: userId, sid: sessionId }) },
    responses: { 204: { description: 'The session is over.' } },
  },
  { identity: 'required', errors: EndSession.errors },
);

export function endSessionRoute(app: HttpApp, deps: Pick<HttpDependencies, 'endSession'>): void {
  app.openapi(route, async (c) => {
    const { uuid, sid } = c.req.valid('param');
    await deps.endSession.execute({ id: uuid, sessionId: sid }, contextOf(c));
    return c.body(null, 204);
  });
}
