import { z } from '@hono/zod-openapi';
import { SoftDeleteUsers, type SoftDeletion } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { userId } from '../fields.ts';
import { contextOf, type HttpApp, type HttpContext } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, exampleLinks, halResponse, links } from '../hal.ts';
import type { Links } from '../links.ts';
import { refusalOf, toProblem } from '../problems/problem.ts';
import { problemSchema } from '../problems/problem-document.ts';

const body = z
  .strictObject({ ids: z.array(userId).min(1).max(100).openapi({ description: 'A repeated one counts once.' }) })
  .openapi('SoftDeleteUsers');

const softDeletions = z
  .object({
    results: z.array(
      z.object({
        id: z.uuid(),
        soft_deleted: z.boolean(),
        ended_links: z.int().openapi({
          description: 'How many links that this user had asked for, for others, work no longer while it is deleted.',
        }),
        problem: problemSchema.optional().openapi({ description: 'Why not.' }),
      }),
    ),
    _links: links,
  })
  .openapi('SoftDeletions', {
    example: {
      results: [{ id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44', soft_deleted: true, ended_links: 0 }],
      _links: exampleLinks({ 'users:list': '/users?status=deleted' }),
    },
  });

const route = operation(
  {
    method: 'post',
    path: '/users/soft_delete',
    operationId: 'softDeleteUsers',
    tags: ['Users'],
    summary: 'Soft-delete users',
    description:
      'With `users:delete`, up to a hundred: each is hidden and signed out, keeps its address and can be restored. Each is a change of its own: one that is refused holds up no other.',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 200: halResponse('What became of each.', softDeletions) },
  },
  { identity: 'required', errors: SoftDeleteUsers.errors },
);

type Dependencies = Pick<HttpDependencies, 'softDeleteUsers'>;

export function softDeleteUsersRoute(app: HttpApp, { softDeleteUsers }: Dependencies, hal: Links): void {
  const deleted = { 'users:list': hal.link('/users?status=deleted', 'Soft-deleted users'), curies: hal.curies() };
  app.openapi(route, async (c) => {
    const results = await softDeleteUsers.execute(c.req.valid('json'), contextOf(c));
    return c.json({ results: results.map((each) => toResult(c, each, hal)), _links: deleted }, 200, asHal);
  });
}

function toResult(c: Pick<HttpContext, 'var'>, { id, error, endedLinks }: SoftDeletion, hal: Links) {
  if (error === null) return { id, soft_deleted: true, ended_links: endedLinks };
  const { errors, ...problem } = toProblem(refusalOf(error), { hal, requestId: c.var.requestId });
  return {
    id,
    soft_deleted: false,
    ended_links: endedLinks,
    problem: { ...problem, ...(errors && { errors: [...errors] }) },
  };
}
