import { asyncApiDocument } from '@users/events';
import { createHttpApp, type HttpDependencies } from '@users/http';
import type { Service } from '../resources/open-service.ts';
import type { Metrics } from '../run/metrics.ts';
import { version } from '../run/version.ts';
import { tokens } from './tokens.ts';

/** The HTTP ring with the use-cases it serves. @param metrics counts its requests */
export function createApi(service: Service, metrics: Pick<Metrics, 'observe'>): ReturnType<typeof createHttpApp> {
  return createHttpApp(httpDependencies(service, metrics));
}

function httpDependencies(
  { config, container, crypto, log, readiness }: Service,
  metrics: Pick<Metrics, 'observe'>,
): HttpDependencies {
  const { publicUrl, trustedProxies, corsOrigins } = config.http;
  return {
    ...container.resolve(tokens.useCases),
    logWatcher: container.resolve(tokens.logWatcher),
    settings: { registration: config.accounts.registration },
    brand: config.brand,
    passwordMinLength: config.accounts.passwordPolicy.minLength,
    ...{ publicUrl, trustedProxies, corsOrigins, version, log },
    sessionIdleSeconds: config.sessionLifetime.idleSeconds,
    ids: crypto.ids,
    fingerprinter: crypto.fingerprinter,
    onRequest: (request) => metrics.observe(request),
    jwks: () => crypto.signingKeys.jwks(),
    // Brokers stay unnamed: anyone may read this document.
    asyncapi: asyncApiDocument({ version, source: publicUrl, topic: config.kafka.topic ?? undefined }),
    draining: () => readiness.phase === 'draining',
    ready: async () => (await readiness.report()).ready,
  };
}
