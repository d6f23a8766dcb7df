import { PassThrough } from 'node:stream';
import { DependencyUnavailable } from '@users/application';
import { variables } from '@users/service/config/variables';
import { createLogger, type Logger } from '@users/service/run/logger';
import { describe, expect, it } from 'vitest';
import { httpFixture } from '../support/http-fixture.ts';

/** What must be in no line, whatever it stands under. */
const canary = 'q0Y3v5m8V2p7dJx1kR4tZ6wB9nC0sF2hL5gT8yU1eIo';

/** Names of headers, bodies, rows, events, tasks and of variables in the sources. */
const names = [
  ...['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'Cookie', 'set-cookie', 'Set-Cookie'],
  ...[
    'password',
    'current_password',
    'new_password',
    'currentPassword',
    'newPassword',
    'passwordHash',
    'password_hash',
  ],
  ...[
    'token',
    'access_token',
    'accessToken',
    'refresh_token',
    'refreshToken',
    'linkToken',
    'link_token',
    'sealedToken',
  ],
  ...['secret', 'client_secret', 'clientSecret', 'secretDigest', 'previous_digest', 'digest', 'hash', 'secretKeys'],
  ...['sealed_private_jwk', 'sealedPrivateJwk', 'privateKey', 'sealedCredentials', 'credentials', 'link', 'invite'],
];

const secretVariables = Object.entries(variables).flatMap(([name, row]) => ('secret' in row && row.secret ? name : []));

/** All that the service's own logger writes. */
function written(format: 'json' | 'pretty', log: (logger: Logger) => void): string {
  const stream = new PassThrough({ encoding: 'utf8' });
  log(createLogger({ level: 'debug', format }, 'serve', stream));
  return stream.read() ?? '';
}

/** The same fields at the top, deeper, in a list, and beside others. */
const places: readonly ((fields: object) => object)[] = [
  (fields) => fields,
  (fields) => ({ body: fields }),
  (fields) => ({ request: { headers: fields } }),
  (fields) => ({ request: { body: { users: [{ id: 1 }, fields] } } }),
];

describe.each(['json', 'pretty'] as const)('a line in the log (%s)', (format) => {
  it.each(names)('shows nothing that stands under %s', (name) => {
    for (const place of places) {
      const line = written(format, (logger) => logger.info(place({ [name]: canary }), 'request'));
      expect(line).toContain('[Redacted]');
      expect(line).not.toContain(canary);
    }
    const nested = written(format, (logger) => logger.info({ [name]: { value: [canary] } }, 'request'));
    expect(nested).not.toContain(canary);
  });

  it.each([
    ['an access token', `the token eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.${canary} is old`],
    ['a sealed token', `eyJhbGciOiJkaXIifQ..aXY.${canary}.dGFn`],
    ['a refresh token', `no session for rt_${canary}abcdefghijklmnopqrstuvwxyz1`],
    ['a hash', `$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$${canary}`],
    ['a link', `https://users.example.com/auth/reset-password?token=${canary}`],
    ['a database URL', `postgres://users:${canary}@db.internal:5432/users`],
    ['a Redis URL without a name', `redis://:${canary}@cache.internal:6379`],
    ['a header', `{"authorization":"Bearer ${canary}"}`],
    ['a private key', `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`],
  ])('shows not %s in the middle of a text', (_, text) => {
    const line = written(format, (logger) => {
      logger.info(text);
      logger.info({ reason: text }, 'Redis is away');
      logger.warn({ err: new Error(text) }, 'failed');
      logger.warn({ err: new DependencyUnavailable('redis', { cause: new Error(text) }) }, 'failed');
      logger.error(new Error('closing failed', { cause: new Error('because', { cause: new Error(text) }) }));
    });
    expect(line).toContain('[Redacted]');
    expect(line).not.toContain(canary);
  });

  it('shows of an error what it says and where, not what a driver has hung on it', () => {
    const error = Object.assign(new Error('terminating connection'), {
      code: '57P01',
      client: { secretKey: 1447172734, user: 'users', queue: [{ values: [canary] }] },
      detail: `Failing row contains (${canary}).`,
      command: { name: 'AUTH', args: [canary] },
      input: canary,
    });
    const line = written(format, (logger) => logger.warn({ err: error, also: { deep: error } }, 'broke'));
    for (const part of ['terminating connection', '57P01', 'log-secrets.test.ts']) expect(line).toContain(part);
    expect(line).not.toMatch(new RegExp(`${canary}|secretKey|1447172734|AUTH`));
  });

  it('shows no bytes', () => {
    const key = Buffer.from(canary);
    const line = written(format, (logger) => logger.info({ bytes: key, list: [new Uint8Array(key)] }, 'key'));
    expect(line).not.toMatch(new RegExp(`${canary}|${key[0]},\\s*${key[1]}|"1": ?${key[1]}`));
  });
});

describe('the log', () => {
  it('keeps what an operator looks for', () => {
    const at = new Date('2026-01-02T03:04:05Z');
    const fields = { method: 'GET', route: '/users/:uuid', status: 200, ms: 1.5, request_id: 'abc', network: null, at };
    const line = JSON.parse(written('json', (logger) => logger.info(fields, 'request')));
    expect(line).toMatchObject({ ...fields, at: at.toISOString(), role: 'serve', msg: 'request' });
  });

  it('ends where something contains itself', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop.self = loop;
    expect(written('json', (logger) => logger.info({ loop }, 'round'))).toContain('"msg":"round"');
  });

  it.each(secretVariables)('does not show the variable %s', (name) => {
    const values = {
      URL: `postgres://users:${canary}@localhost/users`,
      CA: `-----BEGIN PRIVATE KEY-----\n${canary}`,
      CERT: `-----BEGIN PRIVATE KEY-----\n${canary}`,
    };
    const value = Object.entries(values).find(([end]) => name.endsWith(end))?.[1] ?? canary;
    expect(written('json', (logger) => logger.info({ [name]: value }, 'start'))).not.toContain(canary);
  });

  it('does not show a field that the API document calls a password', async () => {
    const { app } = await httpFixture();
    const document = JSON.parse(await (await app.request('/openapi.json')).text());
    const fields = [...passwordFields(document)];
    expect(fields.length).toBeGreaterThan(3);
    const line = written('json', (logger) => logger.info(Object.fromEntries(fields.map((name) => [name, canary]))));
    expect(line).not.toContain(canary);
  });
});

/** Names of the properties with `format: password`, and of those that are named for a token or a secret. */
function passwordFields(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return found;
  if ('properties' in schema) {
    for (const [name, property] of Object.entries(schema.properties as object)) {
      if (property?.format === 'password' || /^(.*_)?(token|secret)$/.test(name)) found.add(name);
    }
  }
  for (const part of Object.values(schema)) passwordFields(part, found);
  return found;
}
