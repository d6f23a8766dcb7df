import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { logInRoute } from './log-in.route.ts';
import { logOutRoute } from './log-out.route.ts';
import { refreshRoute } from './refresh.route.ts';

export function sessionsRoutes(app: HttpApp, deps: HttpDependencies, hal: Links): void {
  logInRoute(app, deps, hal);
  refreshRoute(app, deps, hal);
  logOutRoute(app, deps);
}
