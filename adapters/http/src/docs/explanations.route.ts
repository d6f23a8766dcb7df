import { z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import { type Affordance, affordanceTable, curiePrefix, oneSession, ownProfile } from '../affordance-table.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { pageResponse } from '../pages/page.ts';
import { isProblemCode, problemCodes, problemTable } from '../problems/problem-table.ts';
import { RequestRefused } from '../problems/request-refused.ts';

const page = { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } };

const problem = operation(
  {
    method: 'get',
    path: '/problems/{code}',
    operationId: 'explainProblem',
    tags: ['Documentation'],
    summary: 'What a problem means',
    description: 'The page that the `type` of a problem leads to: cause and remedy.',
    request: {
      params: z.object({ code: z.string().openapi({ description: '`code` of a problem.', example: problemCodes[0] }) }),
    },
    responses: page,
  },
  { identity: 'none', codes: ['not_found'], anyInput: true },
);

const relation = operation(
  {
    method: 'get',
    path: '/rels/{rel}',
    operationId: 'explainRelation',
    tags: ['Documentation'],
    summary: 'What a link relation means',
    description: 'The page that a relation with the prefix `users:` leads to.',
    request: {
      params: z.object({ rel: z.string().openapi({ description: 'Relation without its prefix.', example: 'login' }) }),
    },
    responses: page,
  },
  { identity: 'none', codes: ['not_found'], anyInput: true },
);

const events: Affordance = { rel: 'users:events', path: '/asyncapi.json', title: 'Events document (AsyncAPI)' };

const relations: ReadonlyMap<string, Affordance> = new Map(
  [...Object.values(affordanceTable), ownProfile, oneSession, events]
    .filter(({ rel }) => rel.startsWith(curiePrefix))
    .map((row) => [row.rel.slice(curiePrefix.length), row]),
);

/** Pages behind the names that answers use. */
export function explanationRoutes(app: HttpApp): void {
  app.openapi(problem, (c) => {
    const { code } = c.req.valid('param');
    if (!isProblemCode(code)) throw new RequestRefused('not_found');
    const { status, title, cause, remedy } = problemTable[code];
    c.header('Cache-Control', 'public, max-age=3600');
    const content = html`<p><code>${code}</code>, status ${status}.</p><p>${cause}</p><p>${remedy}</p>`;
    return pageResponse(c, { language: 'en', title, content });
  });
  app.openapi(relation, (c) => {
    const row = relations.get(c.req.valid('param').rel);
    if (!row) throw new RequestRefused('not_found');
    c.header('Cache-Control', 'public, max-age=3600');
    const content = html`<p><code>${row.rel}</code>: <code>${row.form?.method ?? 'GET'} ${row.path}</code></p>`;
    return pageResponse(c, { language: 'en', title: row.title, content });
  });
}
