import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { Scalar } from '@scalar/hono-api-reference';
import { Hono } from 'hono';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { RequestRefused } from '../problems/request-refused.ts';
import { gzippedBundle, scalarBundle } from './scalar-bundle.ts';

const route = operation(
  {
    method: 'get',
    path: '/docs',
    operationId: 'getReference',
    tags: ['Documentation'],
    summary: 'The reference, to read and to try',
    description: 'A page made from the API document. It loads nothing from elsewhere.',
    responses: { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } },
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

/** Only scripts with this answer's nonce; everything else comes from here, requests go nowhere else. */
function referencePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The editor that shows bodies writes its styles without the nonce, and is blank without them. A style can load
    // nothing from elsewhere under this policy.
    "style-src 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function referenceRoute(app: HttpApp, publicUrl: string): void {
  const base = new URL(publicUrl).pathname.replace(/\/$/, '');
  app.openAPIRegistry.registerPath(route);
  const page = new Hono().get(
    '/',
    Scalar(async (c) => {
      const nonce = randomBytes(16).toString('base64');
      const { hash } = await scalarBundle();
      c.header('Content-Security-Policy', referencePolicy(nonce));
      return { ...configuration, url: `${base}/openapi.json`, cdn: `${base}/_docs/scalar.${hash}.js`, nonce };
    }),
  );
  app.route(route.path, page);

  app.get('/_docs/:file', async (c) => {
    const bundle = await scalarBundle();
    if (c.req.param('file') !== `scalar.${bundle.hash}.js`) throw new RequestRefused('not_found');
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('Vary', 'Accept-Encoding');
    c.header('Content-Type', 'text/javascript; charset=utf-8');
    if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(bundle.text);
    c.header('Content-Encoding', 'gzip');
    return c.body(await gzippedBundle(bundle));
  });
}
