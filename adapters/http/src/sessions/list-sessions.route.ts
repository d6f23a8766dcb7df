import { z } from '@hono/zod-openapi';
import { ListSessions } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { sessionList, toSessionList } from './session-list.ts';

const route = operation(
  {
    method: 'get',
    path: '/users/{uuid}/sessions',
    operationId: 'listSessions',
    tags: ['Sessions'],
    summary: 'List the sessions of a user',
    description:
      'Own ones, or with `sessions:revoke` those of anyone whose permissions one holds: where the user is signed in, the last used first.',
    request: { params: z.object({ uuid: userId }) },
    responses: { 200: halResponse('The sessions that are alive.', sessionList) },
  },
  { identity: 'required', errors: ListSessions.errors },
);

export function listSessionsRoute(app: HttpApp, deps: Pick<HttpDependencies, 'listSessions'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const list = await deps.listSessions.execute({ id: c.req.valid('param').uuid }, contextOf(c));
    return c.json(toSessionList(list, hal), 200, asHal);
  });
}
