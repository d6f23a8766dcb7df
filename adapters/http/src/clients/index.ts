import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { createClientRoute } from './create-client.route.ts';
import { getClientRoute } from './get-client.route.ts';
import { issueTokenRoute } from './issue-token.route.ts';
import { listClientsRoute } from './list-clients.route.ts';
import { revokeClientRoute } from './revoke-client.route.ts';
import { rotateClientRoute } from './rotate-client.route.ts';

export function clientsRoutes(app: HttpApp, deps: HttpDependencies, hal: Links): void {
  issueTokenRoute(app, deps);
  listClientsRoute(app, deps, hal);
  createClientRoute(app, deps, hal);
  getClientRoute(app, deps, hal);
  rotateClientRoute(app, deps, hal);
  revokeClientRoute(app, deps);
}
