import type { z } from 'zod';
import { accountVariables } from './account-variables.ts';
import { brandVariables } from './brand-variables.ts';
import { hostName, integer, list, listenAddress, oneOf, origin, text, url } from './fields.ts';
import { kafkaVariables } from './kafka-variables.ts';
import type { Variable } from './variable.ts';

/** Every variable there is; `.env.example` lists the same. */
export const variables = {
  HOST: { schema: text, meaning: 'Address to listen on.', fallback: '127.0.0.1' },
  PORT: {
    schema: integer(0, 65_535),
    meaning: 'Port to listen on; 0: a free one, which the start prints.',
    fallback: '8000',
  },
  PUBLIC_URL: {
    schema: url('http:', 'https:'),
    meaning: 'Where people and services reach this one; links in mails and answers start with it.',
    fallback: 'http://localhost:PORT when embedded; needed otherwise',
  },
  ISSUER: { schema: text, meaning: '`iss` of access tokens.', fallback: 'PUBLIC_URL' },
  AUDIENCE: { schema: text, meaning: '`aud` of access tokens.', fallback: 'PUBLIC_URL' },
  SECRET_KEYS: {
    schema: text,
    meaning:
      'Keys that seal values, protect signing keys and make refresh tokens: name:base64url,… of 32 random bytes each. The first is used, the others still open what they closed.',
    fallback: 'made at the first start and kept in DATA_DIR when embedded; needed otherwise',
    secret: true,
  },
  DATA_DIR: { schema: text, meaning: 'Folder of everything embedded.', fallback: '.data' },
  DATABASE_URL: {
    schema: url('postgres:', 'postgresql:'),
    meaning: 'PostgreSQL 15 or newer.',
    fallback: 'an embedded PostgreSQL under DATA_DIR',
    secret: true,
  },
  DATABASE_DIRECT_URL: {
    schema: url('postgres:', 'postgresql:'),
    meaning: 'The same database past a transaction pooler, for migrations.',
    fallback: 'DATABASE_URL',
    secret: true,
  },
  DATABASE_POOL_SIZE: { schema: integer(1, 500), meaning: 'Connections of one process.', fallback: '10' },
  DATABASE_PREPARED_STATEMENTS: {
    schema: oneOf('on', 'off'),
    meaning: 'off: behind a transaction pooler that does not know them, such as PgBouncer before 1.21.',
    fallback: 'on',
  },
  REDIS_URL: {
    schema: url('redis:', 'rediss:'),
    meaning: 'Redis 7 or newer, for one-time tokens.',
    fallback: 'one-time tokens in PostgreSQL',
    secret: true,
  },
  ...kafkaVariables,
  EVENT_RETENTION_DAYS: {
    schema: integer(1, 3650),
    meaning: 'How long published events stay in the log in PostgreSQL; they go a whole month (UTC) at a time.',
    fallback: '90',
  },
  SMTP_URL: {
    schema: url('smtp:', 'smtps:'),
    meaning: 'Mail server.',
    fallback: 'a mailbox for development: links printed, mails under DATA_DIR/mail when embedded; needed otherwise',
    secret: true,
  },
  MAIL: {
    schema: oneOf('on', 'off'),
    // POSIX log-in shells keep the path of the user's mailbox under this name.
    foreign: /^\//,
    meaning: 'off: mails are left to a consumer of the events that holds the event key.',
    fallback: 'on',
  },
  MAIL_FROM: { schema: text, meaning: 'Sender of mails.', fallback: 'BRAND_NAME <no-reply@HOST OF PUBLIC_URL>' },
  MAIL_TEMPLATES: {
    schema: text,
    meaning:
      'Folder of mail templates of your own; `users mail templates <folder>` writes the built-in ones to start with.',
    fallback: 'the built-in ones, in English and Spanish',
  },
  ...brandVariables,
  TRUSTED_PROXIES: {
    schema: integer(0, 10),
    meaning: 'How many proxies in front add to X-Forwarded-For.',
    fallback: '0',
  },
  DRAIN_SECONDS: {
    schema: integer(0, 60),
    meaning:
      'How long an API that stops still takes requests, unready already: as long as a balancer needs to see that.',
    fallback: '0 when embedded; 5 otherwise',
  },
  OPERATIONS_LISTEN: {
    schema: listenAddress,
    meaning: 'Address and port of `/metrics` and of `/readyz` with details, in every role; off: nowhere.',
    fallback: '127.0.0.1:9464',
  },
  OPERATIONS_HOSTS: {
    schema: list(hostName),
    meaning:
      'Names that requests to it may have as their Host, besides localhost: a,b,… Not asked on a loopback address.',
    fallback: 'any name; on a loopback address localhost alone',
  },
  CORS_ORIGINS: { schema: list(origin), meaning: 'Browser origins that may call: https://…,…', fallback: 'none' },
  ...accountVariables,
  ADMIN_EMAIL: {
    schema: text,
    meaning: 'Address of the administrator made at the first start.',
    fallback: 'admin@example.com when embedded; none otherwise',
  },
  ADMIN_PASSWORD: {
    schema: text,
    meaning: 'Password of that administrator.',
    fallback: 'made and shown once',
    secret: true,
  },
  ACCESS_TOKEN_TTL_SECONDS: { schema: integer(60, 3600), meaning: 'Life of an access token.', fallback: '600' },
  SESSION_IDLE_DAYS: { schema: integer(1, 365), meaning: 'A session unused for so long ends.', fallback: '14' },
  SESSION_ABSOLUTE_DAYS: { schema: integer(1, 365), meaning: 'A session ends after so long.', fallback: '30' },
  SIGNING_KEY_ROTATION_DAYS: { schema: integer(1, 365), meaning: 'A new signing key so often.', fallback: '90' },
  ARGON2_MEMORY_KIB: { schema: integer(8, 1_048_576), meaning: 'Memory of one password hash.', fallback: '19456' },
  ARGON2_TIME_COST: { schema: integer(1, 16), meaning: 'Passes over it.', fallback: '2' },
  ARGON2_PARALLELISM: { schema: integer(1, 16), meaning: 'Lanes of it.', fallback: '1' },
  HASHING_CONCURRENCY: {
    schema: integer(1, 128),
    meaning: 'Password hashes computed at once; as many again times 16 may wait.',
    fallback: 'the number of cores',
  },
  LOG_LEVEL: {
    schema: oneOf('trace', 'debug', 'info', 'warn', 'error', 'silent'),
    meaning: 'How much is logged.',
    fallback: 'info',
  },
  LOG_FORMAT: {
    schema: oneOf('auto', 'json', 'pretty'),
    meaning: 'auto: readable on a terminal, JSON otherwise.',
    fallback: 'auto',
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variables;
export type Values = { readonly [Name in VariableName]?: z.output<(typeof variables)[Name]['schema']> };
