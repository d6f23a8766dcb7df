import { z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import type { Affordance } from '../affordance.ts';
import { affordanceTable, curiePrefix, oneSession, ownProfile } from '../affordance-table.ts';
import { consoleLink } from '../console/console.route.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import type { Pages } from '../pages/page.ts';
import { pageContent } from '../pages/page-content.ts';
import { isProblemCode, problemCodes, problemTable } from '../problems/problem-table.ts';
import { RequestRefused } from '../problems/request-refused.ts';

const page = { 200: { description: 'The page.', content: pageContent } };

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
  [...Object.values(affordanceTable), ownProfile, oneSession, consoleLink, events]
    .filter(({ rel }) => rel.startsWith(curiePrefix))
    .map((row) => [row.rel.slice(curiePrefix.length), row]),
);

/** Pages behind the names that answers use. They speak English, as the names do. */
export function explanationRoutes(app: HttpApp, base: string, pages: Pages): void {
  const reference = html`<p class="note">The whole API: <a href="${base}/docs">the reference</a>.</p>`;
  app.openapi(problem, (c) => {
    const { code } = c.req.valid('param');
    if (!isProblemCode(code)) throw new RequestRefused('not_found');
    const { status, title, cause, remedy } = problemTable[code];
    c.header('Cache-Control', 'public, max-age=3600');
    const content = html`<p class="facts">Status ${status}, code <code>${code}</code></p>
<h2>Why</h2>
<p>${cause}</p>
<h2>What to do</h2>
<p>${remedy}</p>
${reference}`;
    return pages.respond(c, { language: 'en', title, content, wide: true });
  });
  app.openapi(relation, (c) => {
    const row = relations.get(c.req.valid('param').rel);
    if (!row) throw new RequestRefused('not_found');
    c.header('Cache-Control', 'public, max-age=3600');
    const content = html`<p class="facts">Link relation <code>${row.rel}</code></p>
<h2>Where it leads</h2>
<p><code>${row.form?.method ?? 'GET'} ${row.path}</code></p>
<p>A link that an answer offers works for whoever got the answer. One that is not offered is refused.</p>
${reference}`;
    return pages.respond(c, { language: 'en', title: row.title, content, wide: true });
  });
}
