import { z } from '@hono/zod-openapi';
import { affordances } from '@users/application';
import type { Actor } from '@users/domain';
import { ownProfile } from '../affordance-table.ts';
import { consoleLink } from '../console/console.route.ts';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { operation } from '../frame/operation.ts';
import { asHal, exampleLinks, halResponse, links, templates } from '../hal.ts';
import type { Link, Links } from '../links.ts';

const entryPoint = z
  .object({ name: z.string(), version: z.string(), _links: links, _templates: templates })
  .openapi('EntryPoint', {
    example: {
      name: 'users',
      version: '1.0.0',
      _links: exampleLinks({ self: '/', 'users:register': '/auth/register', 'users:login': '/auth/login' }),
      _templates: {},
    },
  });

const route = operation(
  {
    method: 'get',
    path: '/',
    operationId: 'getEntryPoint',
    tags: ['Entry point'],
    summary: 'Start here',
    description: 'Links to everything that this caller may do; what is not here is refused.',
    responses: { 200: halResponse('The entry point.', entryPoint) },
  },
  { identity: 'optional' },
);

export function entryPointRoute(app: HttpApp, deps: Pick<HttpDependencies, 'settings' | 'version'>, hal: Links): void {
  const { settings, version } = deps;
  const documents = {
    'service-doc': hal.link('/docs', 'How to use this API', 'text/html'),
    [consoleLink.rel]: hal.link(consoleLink.path, consoleLink.title, 'text/html'),
    'service-desc': hal.link('/openapi.json', 'API document (OpenAPI)', 'application/json'),
    'users:events': hal.link('/asyncapi.json', 'Events document (AsyncAPI)', 'application/json'),
  };
  app.openapi(route, (c) => {
    const { actor } = c.var;
    const actions = [...affordances(actor, settings)].filter((action) => action !== 'root.read');
    const _links = {
      self: hal.link('/', 'Entry point'),
      ...hal.links(actions),
      ...ownLink(actor, settings, hal),
      ...documents,
      curies: hal.curies(),
    };
    return c.json({ name: 'users', version, _links, _templates: hal.for(actor).templates(actions) }, 200, asHal);
  });
}

/** What signed-in callers may do to themselves starts at their own profile. */
function ownLink(actor: Actor, settings: HttpDependencies['settings'], hal: Links): Record<string, Link> {
  if (actor.kind !== 'user') return {};
  const { id, permissions } = actor;
  // Only active users have an actor.
  const allowed = affordances(actor, settings, { id, permissions, status: 'active' });
  return allowed.has('user.read') ? { [ownProfile.rel]: hal.link(ownProfile.path, ownProfile.title) } : {};
}
