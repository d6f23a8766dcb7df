import 'reflect-metadata';
import type { Written } from '@users/application';
import { type Crypto, createCrypto, generateSecretKey, parseSecretKeys } from '@users/crypto';
import type { DependencyContainer } from 'tsyringe';
import type { Config } from '../config/config.ts';
import { buildContainer } from '../container/container.ts';
import { noWakes, type Wakes, wakeFor } from '../container/waking.ts';
import { Closers } from '../run/closers.ts';
import { createLogger, type LogDestination, type Logger } from '../run/logger.ts';
import { Readiness } from '../run/readiness.ts';
import { secretKeysFrom } from '../run/secret-keys-file.ts';
import { StartError } from '../run/start-error.ts';
import { openDatabaseResource } from './database.ts';
import { openKafka } from './kafka.ts';
import { openMailer } from './mail.ts';
import { openMemory } from './memory.ts';
import { openRedis } from './redis.ts';
import { openStationery } from './stationery.ts';

export interface OpenOptions {
  /** Names the process in logs and in PostgreSQL. */
  readonly role: string;
  /** The one long-running process of an embedded DATA_DIR; others are its guests. */
  readonly owner: boolean;
  /** Standard output unless told. */
  readonly logTo?: LogDestination;
}

/** A process with everything open and wired, and nothing running yet. */
export interface Service {
  readonly config: Config;
  readonly log: Logger;
  readonly container: DependencyContainer;
  readonly closers: Closers;
  readonly crypto: Crypto;
  readonly wakes: Wakes;
  readonly readiness: Readiness;
  /** Where the embedded PostgreSQL keeps its data; null when there is none. */
  readonly dataPath: string | null;
  close(): Promise<void>;
}

const clock = { now: () => new Date() };

/**
 * Opens what the configuration names. PostgreSQL must be there and its schema up to date; Redis, Kafka and mail may be
 * away: they are told and tried until they come. The clients of all three are most of what a process could load, so each
 * is loaded by whatever uses it, and not before.
 *
 * @throws StartError in words for whoever starts the process
 */
export async function openService(config: Config, options: OpenOptions): Promise<Service> {
  const log = createLogger(config.log, options.role, options.logTo);
  const closers = new Closers();
  try {
    const secretKeys = readSecretKeys(config);
    const stationery = openStationery(config);
    const wakes = noWakes();
    const onWritten = (written: Written) => wakeFor(wakes, written);
    const { adapters, dataPath } = config.inMemory
      ? { adapters: openMemory(config, { clock, onWritten }), dataPath: null }
      : await openDatabaseResource(config, closers, log, { ...options, onWritten });
    const crypto = createCrypto({
      secretKeys,
      clock,
      signingKeyRepository: adapters.signingKeys,
      issuer: config.tokens.issuer,
      audience: config.tokens.audience,
      accessTokenTtlSeconds: config.tokens.accessTtlSeconds,
      rotateSigningKeysAfterSeconds: config.tokens.signingKeyRotationSeconds,
      argon2: {
        memoryKib: config.hashing.memoryKib,
        timeCost: config.hashing.timeCost,
        parallelism: config.hashing.parallelism,
        width: config.hashing.concurrency,
      },
    });
    const readiness = new Readiness();
    if (!config.inMemory) readiness.add('postgresql', { needed: true, check: adapters.ping });
    const redis = await openRedis(config, closers, log, readiness);
    const publisher = await openKafka(config, closers, log, readiness);
    const mailer = openMailer(config, stationery, closers, readiness);
    const tokenStore = redis ?? adapters.tokenStore;
    const container = buildContainer({ config, log, clock, crypto, adapters, tokenStore, publisher, mailer, wakes });
    return { config, log, container, closers, crypto, wakes, readiness, dataPath, close: () => closers.closeAll(log) };
  } catch (error) {
    await closers.closeAll(log);
    throw error;
  }
}

function readSecretKeys(config: Config) {
  try {
    const ownKeys = () => (config.inMemory ? generateSecretKey() : secretKeysFrom(config.dataDir));
    return parseSecretKeys(config.secretKeys ?? ownKeys());
  } catch (error) {
    const source = config.secretKeys === null ? `${config.dataDir}/secret-keys` : 'SECRET_KEYS';
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`${source} must be a list of name:base64url: ${reason}.`, { cause: error });
  }
}
