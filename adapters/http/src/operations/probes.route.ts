import { z } from '@hono/zod-openapi';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const liveness = z.object({ status: z.literal('live') }).openapi('Liveness', { example: { status: 'live' } });

const live = operation(
  {
    method: 'get',
    path: '/livez',
    operationId: 'getLiveness',
    tags: ['Operations'],
    summary: 'Is the process alive?',
    description: 'Looks at nothing else: a database that is away is no reason to restart the process.',
    responses: { 200: { description: 'It answers.', content: { 'application/json': { schema: liveness } } } },
  },
  { identity: 'none' },
);

const readiness = z
  .object({ status: z.enum(['ready', 'not_ready']) })
  .openapi('Readiness', { example: { status: 'ready' } });

const readinessContent = { 'application/json': { schema: readiness } } as const;

const ready = operation(
  {
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tags: ['Operations'],
    summary: 'Can it take requests?',
    description: 'Says no more than that: which part is away is told to operators alone, on a listener of their own.',
    responses: {
      200: { description: 'Ready.', content: readinessContent },
      503: { description: 'Not ready.', content: readinessContent },
    },
  },
  { identity: 'none' },
);

export function probeRoutes(app: HttpApp, deps: Pick<HttpDependencies, 'ready'>): void {
  app.openapi(live, (c) => c.json({ status: 'live' as const }, 200));
  app.openapi(ready, async (c) =>
    (await deps.ready()) ? c.json({ status: 'ready' as const }, 200) : c.json({ status: 'not_ready' as const }, 503),
  );
}
