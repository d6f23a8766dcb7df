import type { HttpApp } from '../frame/environment.ts';
import { RequestRefused } from '../problems/request-refused.ts';

/** Tells whoever scraped here before where to ask now. It is no operation: the API document does not have it. */
export function metricsElsewhere(app: HttpApp): void {
  app.all('/metrics', () => {
    const detail = 'Metrics are on the operations listener, at the address that OPERATIONS_LISTEN names.';
    throw new RequestRefused('not_found', { detail });
  });
}
