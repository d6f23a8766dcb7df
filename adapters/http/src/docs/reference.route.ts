import { randomBytes } from 'node:crypto';
import { Scalar } from '@scalar/hono-api-reference';
import { Hono } from 'hono';
import type { Assets } from '../assets/assets.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import type { Pages } from '../pages/page.ts';
import { pageContent } from '../pages/page-content.ts';
import { referencePolicy } from './reference-policy.ts';
import { scalarBundle } from './scalar-bundle.ts';

const route = operation(
  {
    method: 'get',
    path: '/docs',
    operationId: 'getReference',
    tags: ['Documentation'],
    summary: 'The reference, to read and to try',
    description: 'A page made from the API document. It loads nothing from elsewhere.',
    responses: { 200: { description: 'The page.', content: pageContent } },
  },
  { identity: 'none' },
);

/** Nothing from other hosts: no fonts, no proxy, no figures about readers. */
const configuration = {
  pageTitle: 'Users API',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  proxyUrl: '',
  showDeveloperTools: 'never',
  hideClientButton: true,
} as const;

/** Scalar: each operation can be sent from the page. */
export function referenceRoute(app: HttpApp, base: string, pages: Pages, assets: Assets): void {
  const script = assets.add({ name: 'scalar.js', contentType: 'text/javascript; charset=utf-8', load: scalarBundle });
  app.openAPIRegistry.registerPath(route);
  const page = new Hono().get(
    '/',
    Scalar(async (c) => {
      const nonce = randomBytes(16).toString('base64');
      c.header('Content-Security-Policy', referencePolicy(nonce));
      const [cdn, favicon] = await Promise.all([script.path(), pages.image()]);
      return { ...configuration, url: `${base}/openapi.json`, cdn, favicon, nonce };
    }),
  );
  app.route(route.path, page);
}
