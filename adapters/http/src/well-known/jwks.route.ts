import { z } from '@hono/zod-openapi';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const jwks = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).openapi('JsonWebKeySet', {
  example: {
    keys: [
      {
        ...{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig', kid: 'q0Y3v5m8' },
        x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      },
    ],
  },
});

const route = operation(
  {
    method: 'get',
    path: '/.well-known/jwks.json',
    operationId: 'getJwks',
    tags: ['Keys'],
    summary: 'Public signing keys',
    description: 'RFC 7517. Access tokens are verified with these; the next key is here before it signs.',
    responses: { 200: { description: 'The keys.', content: { 'application/jwk-set+json': { schema: jwks } } } },
  },
  { identity: 'none', codes: ['dependency_unavailable'] },
);

/** Shorter than a new key is published ahead of its use, so that no cached set lacks the key of a token. */
const cacheSeconds = 300;

export function jwksRoute(app: HttpApp, deps: Pick<HttpDependencies, 'jwks'>): void {
  app.openapi(route, async (c) => {
    const { keys } = await deps.jwks();
    c.header('Cache-Control', `public, max-age=${cacheSeconds}`);
    return c.json({ keys: keys.map((key) => ({ ...key })) }, 200, { 'Content-Type': 'application/jwk-set+json' });
  });
}
