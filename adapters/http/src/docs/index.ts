import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { documentRoutes } from './documents.route.ts';
import { explanationRoutes } from './explanations.route.ts';
import { referenceRoute } from './reference.route.ts';

export function docsRoutes(app: HttpApp, deps: HttpDependencies): void {
  documentRoutes(app, deps);
  referenceRoute(app, deps.publicUrl);
  explanationRoutes(app);
}
