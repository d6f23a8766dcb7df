import type { Clock } from '@users/application';
import {
  CachedActorReader,
  CachedClientActorReader,
  type EventPublisher,
  IdempotentUnitOfWork,
  type Mailer,
} from '@users/application';
import type { Crypto } from '@users/crypto';
import type { TokenStore } from '@users/domain';
import { type DependencyContainer, container as root } from 'tsyringe';
import type { Config } from '../config/config.ts';
import type { DatabaseAdapters } from '../resources/database.ts';
import type { Logger } from '../run/logger.ts';
import { registerBackground } from './background.ts';
import { type Wakes, wakingIntake, wakingTaskQueue } from './waking.ts';
import { tokens } from './tokens.ts';
import { registerUseCases } from './use-cases.ts';

/** What was opened for this process, one adapter a port. */
export interface Parts {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly adapters: DatabaseAdapters;
  readonly tokenStore: TokenStore;
  readonly publisher: EventPublisher;
  readonly mailer: Mailer;
  readonly wakes: Wakes;
}

/** Ports by their adapters, use-cases by their ports. The only place that knows which adapter serves which port. */
export function buildContainer(parts: Parts): DependencyContainer {
  const { config, log, clock, crypto, adapters, wakes } = parts;
  const container = root.createChildContainer();
  container.register(tokens.config, { useValue: config });
  container.register(tokens.log, { useValue: log });
  container.register(tokens.clock, { useValue: clock });
  container.register(tokens.ids, { useValue: crypto.ids });
  container.register(tokens.sealer, { useValue: crypto.sealer });
  container.register(tokens.passwordHasher, { useValue: crypto.hasher });
  container.register(tokens.accessTokens, { useValue: crypto.accessTokens });
  container.register(tokens.refreshTokens, { useValue: crypto.refreshTokens });
  const idempotent = new IdempotentUnitOfWork({ ...adapters, clock });
  container.register(tokens.unitOfWork, { useValue: idempotent });
  container.register(tokens.taskQueue, { useValue: wakingTaskQueue(adapters.taskQueue, wakes) });
  container.register(tokens.reader, { useValue: adapters.reader });
  container.register(tokens.requestIntake, { useValue: wakingIntake(adapters.requestIntake, wakes) });
  container.register(tokens.keptAnswers, { useValue: adapters.keptAnswers });
  container.register(tokens.requestNames, { useValue: crypto.requestNames });
  container.register(tokens.incarnations, { useValue: adapters.incarnations });
  container.register(tokens.outbox, { useValue: adapters.outbox });
  container.register(tokens.eventLog, { useValue: adapters.eventLog });
  container.register(tokens.housekeeping, { useValue: adapters.housekeeping });
  container.register(tokens.userDirectory, { useValue: adapters.userDirectory });
  container.register(tokens.userArchive, { useValue: adapters.userArchive });
  container.register(tokens.roleDirectory, { useValue: adapters.roleDirectory });
  container.register(tokens.sessionDirectory, { useValue: adapters.sessionDirectory });
  container.register(tokens.credentialsReader, { useValue: adapters.credentialsReader });
  const { actorReader: actors, clientActorReader: clientActors } = adapters;
  const monotonicMs = () => performance.now();
  container.register(tokens.actorReader, { useValue: new CachedActorReader({ actors, monotonicMs }) });
  const cachedClients = new CachedClientActorReader({ clientActors, monotonicMs });
  container.register(tokens.clientActorReader, { useValue: cachedClients });
  container.register(tokens.waitingLinks, { useValue: adapters.waitingLinks });
  container.register(tokens.clientDirectory, { useValue: adapters.clientDirectory });
  container.register(tokens.tokenStore, { useValue: parts.tokenStore });
  container.register(tokens.eventPublisher, { useValue: parts.publisher });
  container.register(tokens.mailer, { useValue: parts.mailer });
  registerUseCases(container);
  registerBackground(container);
  return container;
}
