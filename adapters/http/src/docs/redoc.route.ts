import { randomBytes } from 'node:crypto';
import { html } from 'hono/html';
import type { Assets } from '../assets/assets.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import type { Pages } from '../pages/page.ts';
import { pageContent } from '../pages/page-content.ts';
import { redocBundle } from './redoc-bundle.ts';
import { referencePolicy } from './reference-policy.ts';

const route = operation(
  {
    method: 'get',
    path: '/redoc',
    operationId: 'getReadingReference',
    tags: ['Documentation'],
    summary: 'The reference, to read and to print',
    description: 'A page made from the API document. It loads nothing from elsewhere.',
    responses: { 200: { description: 'The page.', content: pageContent } },
  },
  { identity: 'none' },
);

/** ReDoc: three columns, everything on one page. */
export function redocRoute(app: HttpApp, base: string, pages: Pages, assets: Assets): void {
  const script = assets.add({ name: 'redoc.js', contentType: 'text/javascript; charset=utf-8', load: redocBundle });
  app.openapi(route, async (c) => {
    const nonce = randomBytes(16).toString('base64');
    c.header('Content-Security-Policy', referencePolicy(nonce));
    const [source, image] = await Promise.all([script.path(), pages.image()]);
    return c.html(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Users API</title>
<link rel="icon" href="${image}">
<style>body{margin:0}</style>
</head>
<body>
<redoc spec-url="${base}/openapi.json"></redoc>
<script src="${source}" nonce="${nonce}"></script>
</body>
</html>
`);
  });
}
