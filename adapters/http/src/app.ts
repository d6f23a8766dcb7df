import { OpenAPIHono } from '@hono/zod-openapi';
import { accountsRoutes } from './accounts/index.ts';
import { Assets } from './assets/assets.ts';
import { clientsRoutes } from './clients/index.ts';
import { consoleRoute } from './console/console.route.ts';
import type { HttpDependencies } from './dependencies.ts';
import { docsRoutes } from './docs/index.ts';
import { cors } from './frame/cors.ts';
import type { HttpApp, HttpEnv } from './frame/environment.ts';
import { errorHandler } from './frame/error-handler.ts';
import { requestFrame } from './frame/request-frame.ts';
import { unknownRoute } from './frame/unknown-route.ts';
import { validationHook } from './frame/validation.ts';
import { Links } from './links.ts';
import { operationsRoutes } from './operations/index.ts';
import { Pages } from './pages/page.ts';
import { publicPath } from './public-path.ts';
import { rolesRoutes } from './roles/index.ts';
import { entryPointRoute } from './root/entry-point.route.ts';
import { sessionsRoutes } from './sessions/index.ts';
import { RefreshCookie } from './sessions/refresh-cookie.ts';
import { usersRoutes } from './users/index.ts';
import { jwksRoute } from './well-known/jwks.route.ts';

/** The whole API. It listens nowhere: give it to a server, or call `request` on it. */
export function createHttpApp(deps: HttpDependencies): HttpApp {
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook() });
  const hal = new Links(deps);
  const cookie = new RefreshCookie(deps);
  const assets = new Assets(publicPath(deps.publicUrl));
  const pages = new Pages(deps.brand, assets);
  app.onError(errorHandler(deps));
  app.notFound(unknownRoute(app, deps.publicUrl));
  app.use(requestFrame(deps));
  if (deps.corsOrigins.length > 0) app.use(cors(deps.corsOrigins));
  entryPointRoute(app, deps, hal);
  accountsRoutes(app, deps, hal, { pages, cookie });
  sessionsRoutes(app, deps, cookie, hal);
  usersRoutes(app, deps, hal);
  rolesRoutes(app, deps, hal);
  clientsRoutes(app, deps, hal);
  jwksRoute(app, deps);
  docsRoutes(app, deps, pages, assets);
  consoleRoute(app, deps, pages);
  operationsRoutes(app, deps);
  assets.serve(app);
  return app;
}
