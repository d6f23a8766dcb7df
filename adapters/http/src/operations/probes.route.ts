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
  .object({
    status: z.enum(['ready', 'not_ready']),
    checks: z.record(z.string(), z.object({ status: z.string(), detail: z.string().optional() })),
  })
  .openapi('Readiness', { example: { status: 'ready', checks: { postgresql: { status: 'up' } } } });

const readinessContent = { 'application/json': { schema: readiness } } as const;

const ready = operation(
  {
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tags: ['Operations'],
    summary: 'Can it take requests?',
    description: 'Parts that are away but not needed to answer are named and do not make it unready.',
    responses: {
      200: { description: 'Ready.', content: readinessContent },
      503: { description: 'Not ready.', content: readinessContent },
    },
  },
  { identity: 'none' },
);

export function probeRoutes(app: HttpApp, deps: Pick<HttpDependencies, 'readiness'>): void {
  app.openapi(live, (c) => c.json({ status: 'live' as const }, 200));
  app.openapi(ready, async (c) => {
    const { ready: isReady, checks } = await deps.readiness();
    const shown = Object.entries(checks).map(([name, { status, detail }]) => [
      name,
      { status, ...(detail !== undefined && { detail }) },
    ]);
    const status: 'ready' | 'not_ready' = isReady ? 'ready' : 'not_ready';
    return c.json({ status, checks: Object.fromEntries(shown) }, isReady ? 200 : 503);
  });
}
