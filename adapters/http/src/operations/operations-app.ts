import { OpenAPIHono } from '@hono/zod-openapi';
import type { HttpDependencies } from '../dependencies.ts';
import type { HttpApp, HttpEnv } from '../frame/environment.ts';
import { errorHandler } from '../frame/error-handler.ts';
import { requestFrame } from '../frame/request-frame.ts';
import { requirePlainTarget } from '../frame/request-target.ts';
import { unknownRoute } from '../frame/unknown-route.ts';
import { Links } from '../links.ts';
import { knownHost } from './known-host.ts';

export interface Readiness {
  readonly ready: boolean;
  /** By the name of the part; `detail` holds no address or secret. */
  readonly checks: Readonly<Record<string, { readonly status: string; readonly detail?: string | undefined }>>;
}

export interface OperationsDependencies extends Pick<HttpDependencies, 'publicUrl' | 'ids' | 'log'> {
  readonly readiness: () => Promise<Readiness>;
  /** The text format of Prometheus. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
  /** Names that a request may go to besides those of the loopback; null: any. */
  readonly hosts: readonly string[] | null;
}

/** Nobody shows here who they are: whoever reaches the listener may read it. */
const authenticate = { execute: async () => null };

/** Nothing here offers a form. */
const noForms = { passwordMinLength: 0, settings: { registration: 'closed' } } as const;

/** What operators alone may read. It listens nowhere: give it to a server of its own, at an address that is not public. */
export function createOperationsApp(deps: OperationsDependencies): HttpApp {
  const app = new OpenAPIHono<HttpEnv>();
  const hal = new Links({ publicUrl: deps.publicUrl, ...noForms });
  app.onError(errorHandler({ hal, log: deps.log }));
  app.notFound(unknownRoute(app, hal));
  app.use(requestFrame({ ...deps, authenticate, trustedProxies: 0 }));
  app.use(requirePlainTarget);
  app.use(knownHost(deps.hosts));
  app.get('/livez', (c) => c.json({ status: 'live' }));
  app.get('/readyz', async (c) => {
    const { ready, checks } = await deps.readiness();
    return c.json({ status: ready ? 'ready' : 'not_ready', checks }, ready ? 200 : 503);
  });
  app.get('/metrics', async (c) => {
    const { contentType, body } = await deps.metrics();
    return c.text(body, 200, { 'Content-Type': contentType });
  });
  return app;
}
