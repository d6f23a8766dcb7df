import { createRequire } from 'node:module';
import { asyncApiDocument } from '@users/events';
import { createHttpApp, type HttpDependencies } from '@users/http';
import type { Service } from '../resources/open-service.ts';
import type { Metrics } from '../run/metrics.ts';
import { tokens } from './tokens.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

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
    createUser: container.resolve(tokens.createUser),
    suspendUser: container.resolve(tokens.suspendUser),
    reactivateUser: container.resolve(tokens.reactivateUser),
    restoreUser: container.resolve(tokens.restoreUser),
    softDeleteUsers: container.resolve(tokens.softDeleteUsers),
    deleteUser: container.resolve(tokens.deleteUser),
    getUserRoles: container.resolve(tokens.getUserRoles),
    setUserRoles: container.resolve(tokens.setUserRoles),
    listRoles: container.resolve(tokens.listRoles),
    getRole: container.resolve(tokens.getRole),
    createRole: container.resolve(tokens.createRole),
    updateRole: container.resolve(tokens.updateRole),
    deleteRole: container.resolve(tokens.deleteRole),
    requestPasswordReset: container.resolve(tokens.requestPasswordReset),
    resetPassword: container.resolve(tokens.resetPassword),
    acceptInvitation: container.resolve(tokens.acceptInvitation),
    previewLink: container.resolve(tokens.previewLink),
    changePassword: container.resolve(tokens.changePassword),
    requestEmailChange: container.resolve(tokens.requestEmailChange),
    confirmEmailChange: container.resolve(tokens.confirmEmailChange),
    cancelEmailChange: container.resolve(tokens.cancelEmailChange),
    voidEmailUndo: container.resolve(tokens.voidEmailUndo),
    revertEmailChange: container.resolve(tokens.revertEmailChange),
    listSessions: container.resolve(tokens.listSessions),
    endSession: container.resolve(tokens.endSession),
    endSessions: container.resolve(tokens.endSessions),
    introspectToken: container.resolve(tokens.introspectToken),
    readEvents: container.resolve(tokens.readEvents),
    logWatcher: container.resolve(tokens.logWatcher),
    listClients: container.resolve(tokens.listClients),
    getClient: container.resolve(tokens.getClient),
    createClient: container.resolve(tokens.createClient),
    rotateClientSecret: container.resolve(tokens.rotateClientSecret),
    revokeClient: container.resolve(tokens.revokeClient),
    issueClientToken: container.resolve(tokens.issueClientToken),

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
