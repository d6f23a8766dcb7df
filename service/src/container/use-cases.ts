import { createUseCases, LogWatcher, type Ports } from '@users/application';
import type { DependencyContainer } from 'tsyringe';
import { instanceCachingFactory } from 'tsyringe';
import { accountLinks } from './account-links.ts';
import { tokens } from './tokens.ts';

/** The use-cases of the one list, and the ports that they and the tasks stand on. */
export function registerUseCases(container: DependencyContainer): void {
  container.register(tokens.ports, { useFactory: instanceCachingFactory(portsFrom) });
  container.register(tokens.useCases, {
    useFactory: instanceCachingFactory((from) => createUseCases(from.resolve(tokens.ports))),
  });
  container.register(tokens.logWatcher, {
    useFactory: instanceCachingFactory((from) => new LogWatcher({ ...from.resolve(tokens.ports), pollMs: 250 })),
  });
}

function portsFrom(from: DependencyContainer): Ports {
  const { accounts, sessionLifetime, hashing, pages, retention } = from.resolve(tokens.config);
  return {
    settings: { registration: accounts.registration },
    passwordPolicy: accounts.passwordPolicy,
    sessionLifetime,
    hashCost: hashing,
    verificationTtlSeconds: accounts.verificationTtlSeconds,
    invitationTtlSeconds: accounts.invitationTtlSeconds,
    passwordResetTtlSeconds: accounts.passwordResetTtlSeconds,
    emailChangeTtlSeconds: accounts.emailChangeTtlSeconds,
    emailReversalTtlSeconds: accounts.emailReversalTtlSeconds,
    retention: retention.accounts,
    eventRetentionSeconds: retention.eventSeconds,
    exportPageSize: 500,
    links: accountLinks(pages),
    clock: from.resolve(tokens.clock),
    ids: from.resolve(tokens.ids),
    reader: from.resolve(tokens.reader),
    unitOfWork: from.resolve(tokens.unitOfWork),
    incarnations: from.resolve(tokens.incarnations),
    tasks: from.resolve(tokens.taskQueue),
    intake: from.resolve(tokens.requestIntake),
    requestNames: from.resolve(tokens.requestNames),
    keptAnswers: from.resolve(tokens.keptAnswers),
    eventLog: from.resolve(tokens.eventLog),
    housekeeping: from.resolve(tokens.housekeeping),
    directory: from.resolve(tokens.userDirectory),
    archive: from.resolve(tokens.userArchive),
    roles: from.resolve(tokens.roleDirectory),
    sessions: from.resolve(tokens.sessionDirectory),
    credentials: from.resolve(tokens.credentialsReader),
    actors: from.resolve(tokens.actorReader),
    clientActors: from.resolve(tokens.clientActorReader),
    clients: from.resolve(tokens.clientDirectory),
    waitingLinks: from.resolve(tokens.waitingLinks),
    tokens: from.resolve(tokens.tokenStore),
    sealer: from.resolve(tokens.sealer),
    hasher: from.resolve(tokens.passwordHasher),
    accessTokens: from.resolve(tokens.accessTokens),
    refreshTokens: from.resolve(tokens.refreshTokens),
    mailer: from.resolve(tokens.mailer),
  };
}
