import { z } from '@hono/zod-openapi';
import { IssueClientToken } from '@users/application';
import type { HttpDependencies } from '../dependencies.ts';
import { formType } from '../form-body.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { validationHook } from '../frame/validation.ts';
import { RequestRefused } from '../problems/request-refused.ts';
import { clientCredentials } from './client-credentials.ts';
import { clientIdExample, secretExample } from './client-resource.ts';

const grantType = 'client_credentials';

/** Not strict: what the server does not know it must ignore (RFC 6749 §3.2). A repeated parameter is no text. */
const body = z
  .object({
    grant_type: z
      .string()
      .min(1)
      .max(200)
      .openapi({ enum: [grantType] }),
    client_id: z.string().max(200).optional(),
    client_secret: z.string().max(500).optional().openapi({ format: 'password' }),
    scope: z
      .string()
      .max(1000)
      .optional()
      .openapi({ description: 'Permissions, separated by spaces; absent: all that the client is granted.' }),
  })
  .openapi('TokenRequest', {
    example: { grant_type: grantType, client_id: clientIdExample, client_secret: secretExample, scope: 'users:read' },
  });

const token = z
  .object({
    access_token: z.string().openapi({ description: 'JWT (RFC 9068), for Authorization: Bearer.' }),
    token_type: z.literal('Bearer'),
    expires_in: z
      .int()
      .openapi({ description: 'Seconds that it lives. Ask for the next one then: there is no refresh.' }),
    scope: z.string().openapi({ description: 'What it allows, as long as the client is granted that.' }),
  })
  .openapi('ClientToken', {
    example: {
      access_token: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCJ9…',
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'users:read',
    },
  });

const route = operation(
  {
    method: 'post',
    path: '/auth/token',
    operationId: 'issueClientToken',
    tags: ['Clients'],
    summary: 'Get an access token as a service client',
    description:
      'RFC 6749 §4.4. The client shows its secret by HTTP Basic or in the body, never both and never in the address. Refusals that OAuth names have its form: `application/json` with `error`, beside the members of every other problem.',
    request: { body: { required: true, content: { [formType]: { schema: body } } } },
    responses: { 200: { description: 'A token.', content: { 'application/json': { schema: token } } } },
  },
  {
    identity: 'client',
    errors: IssueClientToken.errors,
    codes: ['invalid_request', 'unsupported_grant_type'],
    anyInput: true,
  },
);

/** Older caches look at this one (RFC 6749 §5.1); no-store is on every answer. */
const notCached = { Pragma: 'no-cache' };

export function issueTokenRoute(app: HttpApp, deps: Pick<HttpDependencies, 'issueClientToken'>): void {
  app.openapi(
    route,
    async (c) => {
      const { grant_type, scope, ...given } = c.req.valid('form');
      if (grant_type !== grantType) throw new RequestRefused('unsupported_grant_type');
      // Addresses are logged on the way: a secret in one is given away, be it right or wrong (RFC 6749 §2.3.1).
      if (c.req.query('client_secret') !== undefined) throw new RequestRefused('invalid_request');
      const credentials = clientCredentials(c.req.header('authorization'), given);
      // A parameter without a value counts as absent (RFC 6749 §3.2).
      const input = { ...credentials, scope: scope ? scope.split(' ') : null };
      const issued = await deps.issueClientToken.execute(input, contextOf(c));
      const { accessToken: access_token, expiresInSeconds: expires_in } = issued;
      return c.json({ access_token, token_type: 'Bearer' as const, expires_in, scope: issued.scope }, 200, notCached);
    },
    validationHook({}, 'invalid_request'),
  );
}
