import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import { DependencyUnavailable } from '@users/application';
import { type DomainErrorClass, NotAuthenticated } from '@users/domain';
import type { MiddlewareHandler } from 'hono';
import { optionalIdentity, requiredIdentity, unreadIdentity } from '../authenticate.ts';
import { codesOf, problemResponses } from '../problems/problem-document.ts';
import type { ProblemCode } from '../problems/problem-table.ts';
import { bodyLimit } from './body-limit.ts';
import type { HttpEnv } from './environment.ts';
import { jsonText } from './json-text.ts';
import { mediaTypes } from './media-type.ts';

/** - `none`: nobody is asked who they are (probes, documents).
 *  - `unread`: the body proves everything.
 *  - `client`: a service client, by its secret: the handler reads it.
 *  - `if_needed`: the handler reads it where the body does not suffice.
 *  - `optional`: the answer depends on who calls.
 *  - `required`: for signed-in callers. */
export type Identity = 'none' | 'unread' | 'client' | 'if_needed' | 'optional' | 'required';

interface Frame {
  readonly identity: Identity;
  /** What the use-case may refuse with. */
  readonly errors?: readonly DomainErrorClass[];
  /** What the route itself may refuse with. */
  readonly codes?: readonly ProblemCode[];
  /** Media types of the body besides the first, read by the same schema (a component of this name). */
  readonly alsoAccepts?: Readonly<Record<string, string>>;
  /** Its parameters take any text; what means nothing is not found. */
  readonly anyInput?: boolean;
  /** People open it in a browser. */
  readonly page?: boolean;
  /** Before identity and input. */
  readonly middleware?: readonly MiddlewareHandler<HttpEnv>[];
}

const identities: Readonly<Record<Identity, { middleware: MiddlewareHandler<HttpEnv>[]; security: object[] }>> = {
  none: { middleware: [], security: [] },
  unread: { middleware: [unreadIdentity], security: [] },
  client: { middleware: [], security: [{ client: [] }, {}] },
  if_needed: { middleware: [unreadIdentity], security: [{}, { bearer: [] }] },
  optional: { middleware: [optionalIdentity], security: [{}, { bearer: [] }] },
  required: { middleware: [requiredIdentity], security: [{ bearer: [] }] },
};

/**
 * A route with what surrounds it: identity first, then type, size and encoding of the body, then the input's schemas; and in the API
 * document every problem that these or its use-case can answer with.
 */
export function operation<Path extends string, Config extends Omit<RouteConfig, 'path'> & { path: Path }>(
  config: Config,
  frame: Frame,
) {
  const route = createRoute<Path, Config>(config);
  const { middleware, security } = identities[frame.identity];
  const body = config.request?.body;
  for (const [mediaType, component] of Object.entries(frame.alsoAccepts ?? {})) {
    Object.assign(body?.content ?? {}, { [mediaType]: { schema: { $ref: `#/components/schemas/${component}` } } });
  }
  Object.assign(route.responses, problemResponses(codesFor(config, frame), frame.page ?? false));
  const reading = body ? [mediaTypes(Object.keys(body.content)), bodyLimit, jsonText] : [];
  const before = [...(frame.middleware ?? []), ...middleware, ...reading];
  Object.assign(route, { security, ...(before.length > 0 && { middleware: before }) });
  return route;
}

function codesFor({ request }: Pick<RouteConfig, 'request'>, frame: Frame): ProblemCode[] {
  const codes = new Set<ProblemCode>(frame.codes ?? []);
  if (request?.body) {
    for (const code of ['body_too_large', 'unsupported_media_type'] as const) codes.add(code);
    // Any text is a form.
    if ('application/json' in request.body.content) codes.add('malformed_json');
  }
  if ((request?.body || request?.query || request?.params) && !frame.anyInput) codes.add('validation_failed');
  if (frame.identity === 'unread') codes.add('not_authenticated');
  if (frame.identity === 'optional' || frame.identity === 'required') {
    for (const code of codesOf([NotAuthenticated, DependencyUnavailable])) codes.add(code);
  }
  for (const code of codesOf(frame.errors ?? [])) codes.add(code);
  return [...codes.add('internal_error')];
}
