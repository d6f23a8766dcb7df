import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@users/service/config/config';
import { envExample } from '@users/service/config/env-example';
import { variables } from '@users/service/config/variables';
import { accountLinks } from '@users/service/container/account-links';
import { describe, expect, it } from 'vitest';

const production = {
  DATABASE_URL: 'postgres://users:hunter2@db.example.com/users',
  PUBLIC_URL: 'https://users.example.com',
  SECRET_KEYS: 'k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  SMTP_URL: 'smtp://mail.example.com',
};

describe('configuration', () => {
  it('needs nothing when embedded', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      embedded: true,
      http: { host: '127.0.0.1', port: 8000, publicUrl: 'http://localhost:8000', trustedProxies: 0, corsOrigins: [] },
      accounts: { registration: 'open', passwordPolicy: { minLength: 15 } },
      hashing: { memoryKib: 19_456, timeCost: 2, parallelism: 1 },
      sessionLifetime: { idleSeconds: 1_209_600, absoluteSeconds: 2_592_000 },
      tokens: { issuer: 'http://localhost:8000', audience: 'http://localhost:8000', accessTtlSeconds: 600 },
    });
  });

  it.each([
    ['PORT', '70000', 'PORT must be a whole number from 0 to 65535.'],
    ['PORT', '80x', 'PORT must be a whole number from 0 to 65535.'],
    ['REGISTRATION', 'maybe', 'REGISTRATION must be one of open, invite, closed.'],
    ['PUBLIC_URL', 'users.example.com', 'PUBLIC_URL must be an address that starts with http:// or https://.'],
    ['CORS_ORIGINS', 'https://a.example/path', 'CORS_ORIGINS must be a list of origins'],
    ['KAFKA_BROKERS', 'localhost', 'KAFKA_BROKERS must be a list of host:port.'],
    ['KAFKA_BROKERS', 'localhost:70000', 'KAFKA_BROKERS must be a list of host:port.'],
    ['KAFKA_TOPIC', 'all users', 'KAFKA_TOPIC must be a topic name'],
    ['KAFKA_USERNAME', 'alice', 'KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD must be set together.'],
    ['KAFKA_SASL_MECHANISM', 'gssapi', 'KAFKA_SASL_MECHANISM must be one of'],
    ['KAFKA_TLS_CA', 'a path', 'KAFKA_TLS_CA must be PEM'],
    ['KAFKA_TLS_CERT', '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----', 'KAFKA_TLS must be on'],
    ['ADMIN_EMAIL', 'admin', 'ADMIN_EMAIL must be an e-mail address.'],
    ['ADMIN_PASSWORD', 'short', 'ADMIN_PASSWORD must have at least 15 characters.'],
    ['MAIL_FROM', 'nobody', 'MAIL_FROM must be of the form Name <address@domain>.'],
    ['ARGON2_PARALLELISM', '16', 'ARGON2_MEMORY_KIB must be at least 8 times ARGON2_PARALLELISM.'],
    ['BRAND_COLOR', 'blue', 'BRAND_COLOR must be six hexadecimal digits'],
    ['BRAND_NAME', 'Us <b>', 'BRAND_NAME must have 1 to 60 characters'],
    ['BRAND_NAME', 'Us\r\nBcc: a@b.example', 'BRAND_NAME must have 1 to 60 characters'],
    ['BRAND_LOGO', '/nowhere/logo.png', 'BRAND_LOGO must name a file that this process can read'],
    ['BRAND_LOGO', '/dev/zero', 'BRAND_LOGO must name a file that this process can read'],
    ['OPERATIONS_LISTEN', '9464', 'OPERATIONS_LISTEN must be off, or an address with a port'],
    ['OPERATIONS_LISTEN', '::1:9464', 'OPERATIONS_LISTEN must be off, or an address with a port'],
    ['OPERATIONS_LISTEN', '127.0.0.1:0', 'OPERATIONS_LISTEN must be off, or an address with a port'],
    ['OPERATIONS_LISTEN', '127.0.0.1:70000', 'OPERATIONS_LISTEN must be off, or an address with a port'],
    ['OPERATIONS_HOSTS', 'metrics.example.com:9464', 'OPERATIONS_HOSTS must be a list of host names without ports.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of'],
  ])('stops at %s=%s with a line that names it', (name, value, line) => {
    expect(() => loadConfig({ ARGON2_MEMORY_KIB: '64', [name]: value })).toThrow(line);
  });

  it('refuses a port that only this process would know where the address is a given one', () => {
    expect(() => loadConfig({ PORT: '0', PUBLIC_URL: 'https://users.example.com' })).toThrow('PORT must not be 0');
  });

  it('is embedded in memory too, and then names every service that was set in vain', () => {
    expect(loadConfig({}, 'memory')).toMatchObject({ embedded: true, inMemory: true });
    expect(loadConfig({}).inMemory).toBe(false);
    const services = { REDIS_URL: 'redis://127.0.0.1', KAFKA_BROKERS: '127.0.0.1:9092' };
    expect(() => loadConfig({ ...production, ...services }, 'memory')).toThrow(
      /^DATABASE_URL cannot be used with --in-memory\..*\nREDIS_URL cannot .*\nKAFKA_BROKERS cannot .*$/,
    );
  });

  it('takes a log-in and TLS for Kafka, and says what does not fit', () => {
    const log = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_USERNAME: 'alice', KAFKA_PASSWORD: 'secret' };
    const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';
    expect(loadConfig({ ...log, KAFKA_TLS: 'on', KAFKA_TLS_CA: pem }).kafka).toMatchObject({
      sasl: { mechanism: 'scram-sha-512', username: 'alice', password: 'secret' },
      tls: { ca: pem, cert: undefined, key: undefined },
    });
    expect(loadConfig({}).kafka).toMatchObject({ sasl: undefined, tls: undefined, topics: { create: true } });
    expect(() => loadConfig({ KAFKA_TLS: 'on', KAFKA_TLS_CERT: pem })).toThrow('KAFKA_TLS_CERT and KAFKA_TLS_KEY');
    expect(() => loadConfig({ KAFKA_REPLICATION_FACTOR: '2', KAFKA_MIN_INSYNC_REPLICAS: '3' })).toThrow(
      'KAFKA_MIN_INSYNC_REPLICAS must not be above KAFKA_REPLICATION_FACTOR',
    );
  });

  it('has operations on the loopback address unless told, and then must have what it is told', () => {
    const listenOf = (OPERATIONS_LISTEN?: string) => loadConfig({ OPERATIONS_LISTEN }).operations.listen;
    expect(loadConfig({}).operations).toEqual({
      listen: { host: '127.0.0.1', port: 9464, asked: false },
      hosts: null,
    });
    expect(listenOf('127.0.0.1:9464')).toEqual({ host: '127.0.0.1', port: 9464, asked: true });
    expect(listenOf('0.0.0.0:9000')).toEqual({ host: '0.0.0.0', port: 9000, asked: true });
    expect(listenOf('[fd00::1]:9000')).toEqual({ host: 'fd00::1', port: 9000, asked: true });
    expect(listenOf('off')).toBeNull();
    const hosts = loadConfig({ OPERATIONS_HOSTS: 'Metrics.Example.com, 10.0.0.7,[FD00::7]' }).operations.hosts;
    expect(hosts).toEqual(['metrics.example.com', '10.0.0.7', '[fd00::7]']);
  });

  it('asks a command that needs the database alone for nothing else', () => {
    const { DATABASE_URL } = production;
    expect(() => loadConfig({ DATABASE_URL })).toThrow(/PUBLIC_URL .*\nSECRET_KEYS .*\nSMTP_URL /);
    expect(loadConfig({ DATABASE_URL }, 'database').database.url).toBe(DATABASE_URL);
    expect(() => loadConfig({ DATABASE_URL: 'nowhere' }, 'database')).toThrow(/^DATABASE_URL /);
  });

  it('tells every wrong variable at once', () => {
    expect(() => loadConfig({ PORT: 'x', MAIL: 'x' })).toThrow(/^PORT .*\nMAIL /);
  });

  // Every log-in shell sets it: without this nobody but root could start the service.
  it('leaves the mailbox path alone that log-in shells keep in MAIL', () => {
    expect(loadConfig({ MAIL: '/var/mail/ada' }).mail.enabled).toBe(true);
  });

  // A secret with a typo in it is still a secret: it must not end in a log.
  it('never repeats a value', () => {
    for (const [name, { secret }] of Object.entries(variables as Record<string, { secret?: true }>)) {
      if (!secret) continue;
      try {
        loadConfig({ [name]: 'sesame open' });
      } catch (error) {
        expect(String(error)).not.toContain('sesame');
      }
    }
  });

  it('has no default for anything secret or public once a database is named', () => {
    const { DATABASE_URL } = production;
    expect(() => loadConfig({ DATABASE_URL })).toThrow(
      /PUBLIC_URL must be set.*\nSECRET_KEYS must be set.*\nSMTP_URL must be set/,
    );
    expect(() => loadConfig({ ...production, SMTP_URL: '', MAIL: 'off' })).not.toThrow();
    expect(loadConfig(production)).toMatchObject({ embedded: false, admin: { email: null, password: null } });
  });

  it('reads secrets from files', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'users-config-')), 'secret');
    writeFileSync(path, 'postgres://from.a.file/users\n');
    const { DATABASE_URL: _, ...rest } = production;
    expect(loadConfig({ ...rest, DATABASE_URL_FILE: path }).database.url).toBe('postgres://from.a.file/users');
    expect(() => loadConfig({ DATABASE_URL_FILE: '/nowhere/at/all' })).toThrow('DATABASE_URL_FILE must name a file');
  });

  it('leads links to the pages of this service, or to those of a front end', () => {
    expect(accountLinks(loadConfig({ PUBLIC_URL: 'https://u.example/' }).pages)).toMatchObject({ logIn: null });
    const own = accountLinks(loadConfig({ PUBLIC_URL: 'https://u.example/' }).pages);
    const templates = [
      'verify_email',
      'invitation',
      'password_reset',
      'confirm_email_change',
      'email_changed',
    ] as const;
    expect(templates.map((template) => own.link(template, 'a-_b'))).toEqual([
      'https://u.example/auth/verify-email?token=a-_b',
      'https://u.example/auth/accept-invitation?token=a-_b',
      'https://u.example/auth/reset-password?token=a-_b',
      'https://u.example/auth/confirm-email-change?token=a-_b',
      'https://u.example/auth/revert-email-change?token=a-_b',
    ]);
    const pages = [
      'VERIFY_EMAIL',
      'ACCEPT_INVITATION',
      'RESET_PASSWORD',
      'CONFIRM_EMAIL_CHANGE',
      'REVERT_EMAIL_CHANGE',
    ];
    const environment = Object.fromEntries(
      pages.map((name) => [`${name}_PAGE`, `https://app.example/${name}?lang=es`]),
    );
    const front = accountLinks(loadConfig({ ...environment, LOG_IN_PAGE: 'https://app.example/in' }).pages);
    expect(templates.map((template) => front.link(template, 't'))).toEqual(
      pages.map((name) => `https://app.example/${name}?lang=es&token=t`),
    );
    expect(front.logIn).toBe('https://app.example/in');
  });

  it('gives links the lives that were asked for', () => {
    expect(loadConfig({}).accounts).toMatchObject({
      ...{ verificationTtlSeconds: 86_400, invitationTtlSeconds: 604_800, passwordResetTtlSeconds: 1800 },
      ...{ emailChangeTtlSeconds: 86_400, emailReversalTtlSeconds: 604_800 },
    });
    const { accounts } = loadConfig({ PASSWORD_RESET_TTL_MINUTES: '5', EMAIL_REVERSAL_TTL_DAYS: '30' });
    expect(accounts).toMatchObject({ passwordResetTtlSeconds: 300, emailReversalTtlSeconds: 2_592_000 });
  });

  it('keeps what nobody uses for as long as was asked, and for a link as long as it lives', () => {
    const day = 86_400;
    expect(loadConfig({}).retention).toEqual({
      accounts: { pendingSeconds: 7 * day, longestLinkSeconds: 7 * day, softDeletedSeconds: 30 * day },
      eventSeconds: 90 * day,
    });
    const days = { PENDING_ACCOUNT_DAYS: '1', SOFT_DELETE_RETENTION_DAYS: '2', EVENT_RETENTION_DAYS: '3' };
    expect(loadConfig({ ...days, INVITATION_TTL_DAYS: '30' }).retention).toEqual({
      accounts: { pendingSeconds: day, longestLinkSeconds: 30 * day, softDeletedSeconds: 2 * day },
      eventSeconds: 3 * day,
    });
  });

  it('is described in .env.example, every variable with meaning and default', () => {
    expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
    for (const { meaning, fallback } of Object.values(variables)) expect(meaning && fallback).toBeTruthy();
  });
});
