import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp } from '../frame/environment.ts';
import { metricsElsewhere } from './metrics-elsewhere.ts';
import { probeRoutes } from './probes.route.ts';

/** What strangers may ask too: that it is alive, and whether it is ready. */
export function operationsRoutes(app: HttpApp, deps: HttpDependencies): void {
  probeRoutes(app, deps);
  metricsElsewhere(app);
}
