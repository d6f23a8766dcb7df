import { affordances, ListUsers } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import {
  linkHeader,
  listTemplates,
  pageLinks,
  parseFilter,
  parseSort,
  toUserPage,
  userListQuery,
  userPageResource,
} from './user-page.ts';

const route = operation(
  {
    method: 'get',
    path: '/users',
    operationId: 'listUsers',
    tags: ['Users'],
    summary: 'List users',
    description:
      'A page, with `users:read`. Follow `next` until there is none: each user comes up once, while others come and go.',
    request: { query: userListQuery },
    responses: {
      200: halResponse('A page of users.', userPageResource, {
        Link: { description: 'RFC 8288: `next` and `first`.', required: true, schema: { type: 'string' } },
      }),
    },
  },
  { identity: 'required', errors: ListUsers.errors },
);

export function listUsersRoute(app: HttpApp, deps: Pick<HttpDependencies, 'listUsers' | 'settings'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const { limit, cursor = null, sort } = query;
    const page = await deps.listUsers.execute(
      {
        ...{ limit, cursor, sort: parseSort(sort), filter: parseFilter(query) },
        includeTotal: query.include_total === 'true',
      },
      contextOf(c),
    );
    const found = pageLinks(query, page.next, hal);
    const { actor } = c.var;
    const offered = listTemplates(affordances(actor, deps.settings), query, hal.for(actor));
    return c.json(toUserPage(page, { found, offered }, hal), 200, { ...asHal, Link: linkHeader(found) });
  });
}
