import { createRequire } from 'node:module';
import { asyncApiDocument } from '@users/events';
import { createHttpApp, type HttpDependencies } from '@users/http';
import type { Service } from '../resources/open-service.ts';
import { Metrics } from '../run/metrics.ts';
import { tokens } from './tokens.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** The HTTP ring with the use-cases it serves. */
export function createApi(service: Service): ReturnType<typeof createHttpApp> {
  return createHttpApp(httpDependencies(service));
}

function httpDependencies({ config, container, crypto, log, readiness }: Service): HttpDependencies {
  const { publicUrl, trustedProxies, corsOrigins } = config.http;
  const metrics = new Metrics({
    outbox: container.resolve(tokens.outbox),
    tasks: container.resolve(tokens.taskQueue),
    hashing: () => crypto.hasher.load,
  });
  return {
    authenticate: container.resolve(tokens.authenticate),
    registerUser: container.resolve(tokens.registerUser),
    resendVerification: container.resolve(tokens.resendVerification),
    previewVerification: container.resolve(tokens.previewVerification),
    verifyEmail: container.resolve(tokens.verifyEmail),
    logIn: container.resolve(tokens.logIn),
    refreshSession: container.resolve(tokens.refreshSession),
    logOut: container.resolve(tokens.logOut),
    listUsers: container.resolve(tokens.listUsers),
    getUser: container.resolve(tokens.getUser),
    updateUser: container.resolve(tokens.updateUser),

    settings: { registration: config.accounts.registration },
    passwordMinLength: config.accounts.passwordPolicy.minLength,
    ...{ publicUrl, trustedProxies, corsOrigins, version, log },
    ids: crypto.ids,
    onRequest: (request) => metrics.observe(request),
    jwks: () => crypto.signingKeys.jwks(),
    // Brokers stay unnamed: anyone may read this document.
    asyncapi: asyncApiDocument({ version, source: publicUrl, topic: config.kafka.topic ?? undefined }),
    readiness: () => readiness.report(),
    metrics: () => metrics.text(),
  };
}
