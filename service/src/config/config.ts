import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { StartError } from '../run/start-error.ts';
import { accountPages, accountRetention, accountSettings } from './account-settings.ts';
import { brandSettings } from './brand.ts';
import { checkValues } from './check-values.ts';
import { kafkaSettings } from './kafka-settings.ts';
import { readVariables } from './read-variables.ts';
import type { Values } from './variables.ts';

/** The configuration as the rest of the process sees it: complete, typed, with nothing left to decide. */
export type Config = ReturnType<typeof loadConfig>;

const daySeconds = 86_400;

/**
 * `database`: a command that sends no mail, signs nothing and is reached by nobody.
 * `memory`: a service that keeps everything in its process, and works with no other storage or broker.
 */
export type ConfigNeeds = 'database' | 'everything' | 'memory';

/**
 * Without DATABASE_URL everything is embedded and each value has a default; with it, whatever is secret or public must
 * be named.
 *
 * @throws StartError naming each variable that is wrong or missing
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  needs: ConfigNeeds = 'everything',
) {
  const values = readVariables(environment);
  checkValues(values);
  if (needs === 'memory') refuseServices(values);
  const embedded = values.DATABASE_URL === undefined;
  if (!embedded && needs === 'everything') requireForProduction(values);
  const port = values.PORT ?? 8000;
  const publicUrl = (values.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, '');
  const brand = brandSettings(values);
  return {
    embedded,
    /** Embedded without anything on disk: all is gone when the process ends. */
    inMemory: needs === 'memory',
    http: {
      host: values.HOST ?? '127.0.0.1',
      port,
      publicUrl,
      trustedProxies: values.TRUSTED_PROXIES ?? 0,
      corsOrigins: values.CORS_ORIGINS ?? [],
      drainMs: (values.DRAIN_SECONDS ?? (embedded ? 0 : 5)) * 1000,
    },
    operations: {
      /** Null: off. An address that was asked for must be had, the default one need not. */
      listen: operationsAddress(values),
      /** Null: any. */
      hosts: values.OPERATIONS_HOSTS ?? null,
    },
    dataDir: resolve(values.DATA_DIR ?? '.data'),
    /** Null: from DATA_DIR, made there when missing. */
    secretKeys: values.SECRET_KEYS ?? null,
    database: {
      /** Null: embedded. */
      url: values.DATABASE_URL ?? null,
      directUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL ?? null,
      poolSize: values.DATABASE_POOL_SIZE ?? 10,
      preparedStatements: values.DATABASE_PREPARED_STATEMENTS !== 'off',
    },
    redisUrl: values.REDIS_URL ?? null,
    kafka: kafkaSettings(values),
    mail: {
      enabled: values.MAIL !== 'off',
      smtpUrl: values.SMTP_URL ?? null,
      from: values.MAIL_FROM ?? `${brand.name} <no-reply@${new URL(publicUrl).hostname}>`,
      /** Null: the built-in ones alone. */
      templates: values.MAIL_TEMPLATES === undefined ? null : resolve(values.MAIL_TEMPLATES),
    },
    brand,
    accounts: accountSettings(values),
    retention: { accounts: accountRetention(values), eventSeconds: (values.EVENT_RETENTION_DAYS ?? 90) * daySeconds },
    pages: accountPages(values, publicUrl),
    admin: { email: values.ADMIN_EMAIL ?? null, password: values.ADMIN_PASSWORD ?? null },
    tokens: {
      issuer: values.ISSUER ?? publicUrl,
      audience: values.AUDIENCE ?? publicUrl,
      accessTtlSeconds: values.ACCESS_TOKEN_TTL_SECONDS ?? 600,
      signingKeyRotationSeconds: (values.SIGNING_KEY_ROTATION_DAYS ?? 90) * daySeconds,
    },
    sessionLifetime: {
      idleSeconds: (values.SESSION_IDLE_DAYS ?? 14) * daySeconds,
      absoluteSeconds: (values.SESSION_ABSOLUTE_DAYS ?? 30) * daySeconds,
      graceSeconds: 10,
    },
    hashing: {
      memoryKib: values.ARGON2_MEMORY_KIB ?? 19_456,
      timeCost: values.ARGON2_TIME_COST ?? 2,
      parallelism: values.ARGON2_PARALLELISM ?? 1,
      concurrency: values.HASHING_CONCURRENCY ?? availableParallelism(),
    },
    log: { level: values.LOG_LEVEL ?? 'info', format: values.LOG_FORMAT ?? 'auto' },
  } as const;
}

function operationsAddress({ OPERATIONS_LISTEN: asked }: Values) {
  if (asked === null) return null;
  return asked === undefined ? { host: '127.0.0.1', port: 9464, asked: false } : { ...asked, asked: true };
}

/** Whoever names a storage must not find out at the end of the process that nothing was kept there. */
function refuseServices(values: Values): void {
  const named = (['DATABASE_URL', 'DATABASE_DIRECT_URL', 'REDIS_URL', 'KAFKA_BROKERS'] as const).filter(
    (name) => values[name] !== undefined,
  );
  if (named.length === 0) return;
  throw new StartError(
    named.map((name) => `${name} cannot be used with --in-memory. Unset it, or start without the option.`).join('\n'),
  );
}

/** Nothing secret has a default outside the embedded mode. */
function requireForProduction(values: Values): void {
  const missing: string[] = [];
  if (!values.PUBLIC_URL) missing.push('PUBLIC_URL must be set: the address under which people reach this service.');
  if (!values.SECRET_KEYS) {
    missing.push('SECRET_KEYS must be set outside the embedded mode. `npx -y pnpm@12 users key generate` makes one.');
  }
  if (!values.SMTP_URL && values.MAIL !== 'off') {
    missing.push('SMTP_URL must be set, or MAIL=off when a consumer of the events sends the mails.');
  }
  if (missing.length > 0) throw new StartError(missing.join('\n'));
}
