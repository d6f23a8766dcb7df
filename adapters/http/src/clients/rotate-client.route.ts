import { z } from '@hono/zod-openapi';
import { RotateClientSecret } from '@users/application';
import { defaultGraceSeconds } from '@users/domain';
import { etagHeader, expecting, ifMatch } from '../conditional.ts';
import type { HttpDependencies } from '../dependencies.ts';
import { clientId, graceSeconds } from '../fields.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, halResponse } from '../hal.ts';
import type { Links } from '../links.ts';
import { clientHeaders, clientWithSecret, toClientWithSecret } from './client-resource.ts';

const body = z.strictObject({ grace_seconds: graceSeconds.optional() }).openapi('RotateClient');

const route = operation(
  {
    method: 'post',
    path: '/clients/{uuid}/rotate',
    operationId: 'rotateClient',
    tags: ['Clients'],
    summary: 'Replace the secret of a service client',
    description:
      'With `clients:write`, for a client that has no permission which the caller lacks. The answer tells the new secret, once. The one before stays good for `grace_seconds`, an hour unless told, so that instances can be replaced one by one; one still older does not. With 0, for a secret in wrong hands, the old one ends at once and so do the tokens that it got.',
    request: {
      params: z.object({ uuid: clientId }),
      headers: ifMatch,
      body: { required: false, content: { 'application/json': { schema: body } } },
    },
    responses: { 200: halResponse('The client, and its new secret.', clientWithSecret, etagHeader) },
  },
  { identity: 'required', errors: RotateClientSecret.errors, codes: ['malformed_if_match'] },
);

export function rotateClientRoute(app: HttpApp, deps: Pick<HttpDependencies, 'rotateClientSecret'>, hal: Links): void {
  app.openapi(route, async (c) => {
    const { uuid: id } = c.req.valid('param');
    const { grace_seconds: graceSeconds = defaultGraceSeconds } = c.req.valid('json');
    const result = await expecting(c.req.header('if-match'), (expectedVersion) =>
      deps.rotateClientSecret.execute({ id, graceSeconds, expectedVersion }, contextOf(c)),
    );
    return c.json(toClientWithSecret(result, hal), 200, { ...asHal, ...clientHeaders(result) });
  });
}
