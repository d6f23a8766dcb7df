import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { metricsRoute } from './metrics.route.ts';
import { probeRoutes } from './probes.route.ts';

export function operationsRoutes(app: HttpApp, deps: HttpDependencies): void {
  probeRoutes(app, deps);
  metricsRoute(app, deps);
}
