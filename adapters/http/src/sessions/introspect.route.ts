import { z } from '@hono/zod-openapi';
import { IntrospectToken } from '@users/application';
import type { UserActor } from '@users/domain';
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
    sub: z.uuid().openapi({ description: 'Id of the user.' }),
    sid: z.uuid().openapi({ description: 'Id of the session.' }),
    scope: z.string().openapi({ description: 'Permissions as they are stored now, separated by spaces.' }),
    roles: z.array(z.string()),
  })
  .openapi('ActiveToken');

const introspection = z.union([active, inactive]).openapi('Introspection', {
  example: {
    active: true,
    token_type: 'Bearer',
    sub: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44',
    sid: '01980f51-0d7e-7a41-8c55-6b8f0a9d3e21',
    scope: 'users:read users:write',
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
      'RFC 7662, with `sessions:read`: for services that verify tokens themselves and need to know of a revocation within a second. Takes the form of the RFC as well as JSON. A token that is not active, for whatever reason, is just that.',
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

function toIntrospection(actor: UserActor | null): z.input<typeof introspection> {
  if (!actor) return { active: false };
  const { id: sub, sessionId: sid, permissions, roles } = actor;
  return { active: true, token_type: 'Bearer', ...{ sub, sid, scope: [...permissions].join(' '), roles: [...roles] } };
}
