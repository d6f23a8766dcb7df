import { z } from '@hono/zod-openapi';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp, HttpContext } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { openApiDocument } from './openapi-document.ts';

const document = (example: object) => ({
  'application/json': { schema: z.record(z.string(), z.unknown()), example },
});

const openApi = operation(
  {
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tags: ['Documentation'],
    summary: 'This document',
    description: 'OpenAPI 3.1.',
    responses: { 200: { description: 'The document.', content: document({ openapi: '3.1.0', paths: {} }) } },
  },
  { identity: 'none' },
);

const asyncApi = operation(
  {
    method: 'get',
    path: '/asyncapi.json',
    operationId: 'getAsyncApi',
    tags: ['Documentation'],
    summary: 'The events',
    description: 'AsyncAPI 3.0: topics, headers and payloads of what is published on Kafka.',
    responses: { 200: { description: 'The document.', content: document({ asyncapi: '3.0.0', channels: {} }) } },
  },
  { identity: 'none' },
);

type Dependencies = Pick<HttpDependencies, 'publicUrl' | 'version' | 'asyncapi'>;

/** Both documents, as text that is made once. */
export function documentRoutes(app: HttpApp, deps: Dependencies): void {
  let openApiText: string | null = null;
  const asyncApiText = JSON.stringify(deps.asyncapi);
  // The text is what its schema says, but not by its type: document and handler are registered one by one.
  app.openAPIRegistry.registerPath(openApi);
  app.get(openApi.path, (c) => {
    // At the first request: every operation is registered by then.
    openApiText ??= openApiDocument(app, deps);
    return jsonText(c, openApiText);
  });
  app.openAPIRegistry.registerPath(asyncApi);
  app.get(asyncApi.path, (c) => jsonText(c, asyncApiText));
}

function jsonText(c: HttpContext, text: string): Response {
  c.header('Cache-Control', 'public, max-age=60');
  return c.body(text, 200, { 'Content-Type': 'application/json' });
}
