import { z } from '@hono/zod-openapi';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const example =
  '# TYPE http_requests_total counter\nhttp_requests_total{method="GET",route="/users",status="200"} 42\n';

const route = operation(
  {
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tags: ['Operations'],
    summary: 'Metrics for Prometheus',
    description: 'Requests by route and status, queues, hashing, and the process itself.',
    responses: { 200: { description: 'Text format.', content: { 'text/plain': { schema: z.string(), example } } } },
  },
  { identity: 'none' },
);

export function metricsRoute(app: HttpApp, deps: Pick<HttpDependencies, 'metrics'>): void {
  app.openapi(route, async (c) => {
    const { contentType, body } = await deps.metrics();
    return c.text(body, 200, { 'Content-Type': contentType });
  });
}
