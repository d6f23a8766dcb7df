import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import type { Links } from '../links.ts';
import { endSessionRoute } from './end-session.route.ts';
import { endSessionsRoute } from './end-sessions.route.ts';
import { introspectRoute } from './introspect.route.ts';
import { listSessionsRoute } from './list-sessions.route.ts';
import { logInRoute } from './log-in.route.ts';
import { logOutRoute } from './log-out.route.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { refreshRoute } from './refresh.route.ts';

export function sessionsRoutes(app: HttpApp, deps: HttpDependencies, cookie: RefreshCookie, hal: Links): void {
  logInRoute(app, deps, cookie, hal);
  refreshRoute(app, deps, cookie, hal);
  logOutRoute(app, deps, cookie);
  introspectRoute(app, deps);
  listSessionsRoute(app, deps, hal);
  endSessionsRoute(app, deps);
  endSessionRoute(app, deps);
}
