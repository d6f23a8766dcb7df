import { z } from '@hono/zod-openapi';
import { type ActiveToken, IntrospectToken } from '@users/application';
import { firstPartyClientId } from '@users/domain';
import type { HttpDependencies } from '../dependencies.ts';
import { accessToken } from '../fields.ts';
import { formType, isForm } from '../form-body.ts';
import { contextOf, type HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';

const body = z
  .strictObject({
    token: accessToken,
    token_type_hint: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .openapi({ description: 'RFC 7662 §2.1; read, and not needed.' }),
  })
  .openapi('Introspect');

const inactive = z.object({ active: z.literal(false) }).openapi('InactiveToken');
const active = z
  .object({
    active: z.literal(true),
    token_type: z.literal('Bearer'),
    sub: z.uuid().openapi({ description: 'Id of the user or the service client.' }),
    client_id: z.string().openapi({ description: 'Id of the service client; for people, who log in here, `users`.' }),
    scope: z.string().openapi({ description: 'Permissions as they are stored now, separated by spaces.' }),
    iat: z.int().openapi({ description: 'When it was made, in seconds since 1970.' }),
    exp: z.int().openapi({ description: 'When it ends, in seconds since 1970.' }),
    jti: z.string(),
    sid: z.uuid().optional().openapi({ description: 'Id of the session; a service client has none.' }),
    roles: z.array(z.string()).optional().openapi({ description: 'Of the user, as they are stored now.' }),
  })
  .openapi('ActiveToken');

const introspection = z.union([active, inactive]).openapi('Introspection', {
  example: {
    active: true,
    token_type: 'Bearer',
    sub: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44',
    client_id: 'users',
    scope: 'users:read users:write',
    iat: 1767225600,
    exp: 1767226200,
    jti: '01980f54-91c2-7b0e-8f3d-5a6c7e8b9d01',
    sid: '01980f51-0d7e-7a41-8c55-6b8f0a9d3e21',
    roles: ['support'],
  },
});

const route = operation(
  {
    method: 'post',
    path: '/auth/introspect',
    operationId: 'introspectToken',
    tags: ['Sessions'],
    summary: 'Ask whether an access token is good',
    description:
      'RFC 7662, with `sessions:read`: the caller may be a service client. For services that verify tokens themselves and need to know of a revocation within a second. A token that is not active, for whatever reason, is just that.',
    request: { body: { content: { 'application/json': { schema: body }, [formType]: { schema: body } } } },
    responses: {
      200: { description: 'Active or not.', content: { 'application/json': { schema: introspection } } },
    },
  },
  { identity: 'required', errors: IntrospectToken.errors },
);

export function introspectRoute(app: HttpApp, deps: Pick<HttpDependencies, 'introspectToken'>): void {
  app.openapi(route, async (c) => {
    // The schema of the type that came has checked it; without a type there is no body, and that is told here.
    const { token } = body.parse(isForm(c) ? c.req.valid('form') : c.req.valid('json'));
    return c.json(toIntrospection(await deps.introspectToken.execute({ token }, contextOf(c))), 200);
  });
}

function toIntrospection(token: ActiveToken | null): z.input<typeof introspection> {
  if (!token) return { active: false };
  const { holder, claims } = token;
  const { iat, exp, jti } = claims;
  const scope = [...holder.permissions].join(' ');
  const common = { active: true as const, token_type: 'Bearer' as const, sub: holder.id, scope, iat, exp, jti };
  if (holder.kind === 'client') return { ...common, client_id: holder.id };
  return { ...common, client_id: firstPartyClientId, sid: holder.sessionId, roles: [...holder.roles] };
}
