import { OpenAPIHono } from '@hono/zod-openapi';
import { accountsRoutes } from './accounts/index.ts';
import { clientsRoutes } from './clients/index.ts';
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
import { rolesRoutes } from './roles/index.ts';
import { entryPointRoute } from './root/entry-point.route.ts';
import { sessionsRoutes } from './sessions/index.ts';
import { usersRoutes } from './users/index.ts';
import { jwksRoute } from './well-known/jwks.route.ts';

/** The whole API. It listens nowhere: give it to a server, or call `request` on it. */
export function createHttpApp(deps: HttpDependencies): HttpApp {
  const app = new OpenAPIHono<HttpEnv>({ defaultHook: validationHook() });
  const hal = new Links(deps);
  app.onError(errorHandler(deps));
  app.notFound(unknownRoute(app, deps.publicUrl));
  app.use(requestFrame(deps));
  if (deps.corsOrigins.length > 0) app.use(cors(deps.corsOrigins));
  entryPointRoute(app, deps, hal);
  accountsRoutes(app, deps, hal);
  sessionsRoutes(app, deps, hal);
  usersRoutes(app, deps, hal);
  rolesRoutes(app, deps, hal);
  clientsRoutes(app, deps, hal);
  jwksRoute(app, deps);
  docsRoutes(app, deps);
  operationsRoutes(app, deps);
  return app;
}
