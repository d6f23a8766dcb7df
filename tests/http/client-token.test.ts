import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { logIn } from '../support/accounts.ts';
import { type People, people } from '../support/http-people.ts';
import { createdClient, type ServiceClientFixture } from '../support/service-clients.ts';

/** `POST /auth/token`, as RFC 6749 has it. */
let on: HttpFixture;
let who: People;
let client: ServiceClientFixture;

beforeAll(async () => {
  on = await httpFixture();
  who = await people(on);
  client = await createdClient(on, ['users:read', 'users:write']);
});

const form = 'application/x-www-form-urlencoded';
const grant = { grant_type: 'client_credentials' };
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const byHeader = () => ({ authorization: basic(client.id, client.secret) });
const inBody = () => ({ ...grant, client_id: client.id, client_secret: client.secret });

function ask(fields: Record<string, string> | string, headers: Record<string, string> = {}, target = '/auth/token') {
  const body = typeof fields === 'string' ? fields : `${new URLSearchParams(fields)}`;
  return on.send('POST', target, { body, headers: { 'content-type': form, ...headers } });
}

describe('a token', () => {
  it('is given for Basic and for the body, and may not be kept by anyone on the way', async () => {
    for (const answer of [await ask(grant, byHeader()), await ask(inBody())]) {
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        ...{ access_token: expect.any(String), token_type: 'Bearer', expires_in: 600, scope: 'users:read users:write' },
      });
      expect(answer.headers.get('content-type')).toBe('application/json');
      expect([answer.headers.get('cache-control'), answer.headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
      expect((await on.send('GET', '/users', { token: answer.json.access_token })).status).toBe(200);
    }
  });

  it('is a JWT in the profile of RFC 9068 that names the client, and no session', async () => {
    const { access_token: token } = (await ask(grant, byHeader())).json;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ sub: client.id, client_id: client.id, scope: 'users:read users:write' });
    for (const claim of ['sid', 'roles']) expect(claims).not.toHaveProperty(claim);
  });

  it('allows what was asked for and no more', async () => {
    const { access_token: token, scope } = (await ask({ ...inBody(), scope: 'users:read' })).json;
    expect(scope).toBe('users:read');
    const json = { locale: 'es' };
    expect((await on.send('GET', `/users/${who.ada.id}`, { token })).status).toBe(200);
    expect((await on.send('PATCH', `/users/${who.ada.id}`, { token, json })).json.code).toBe('forbidden');
  });

  it('is given to those who write the media type at length, or more than is known (RFC 6749 §3.2)', async () => {
    const headers = { ...byHeader(), 'content-type': `${form}; charset=UTF-8` };
    const fields = { ...grant, client_id: client.id, audience: 'https://api.example.com', resource: 'x', scope: '' };
    expect((await ask(fields, headers)).json.scope).toBe('users:read users:write');
    const scheme = byHeader().authorization.replace('Basic', 'bASIC ');
    expect((await ask(grant, { authorization: scheme })).status).toBe(200);
  });

  it('is given for id and secret that were form-encoded as they should be (§2.3.1)', async () => {
    const encode = (text: string) => text.replace(/[-_A-F]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
    const authorization = basic(encode(client.id), encode(client.secret));
    expect((await ask(grant, { authorization })).status).toBe(200);
  });
});

describe('refused in the form of OAuth and of our problems', () => {
  it.each([
    ['invalid_request', {}],
    ['invalid_request', { grant_type: '' }],
    ['unsupported_grant_type', { grant_type: 'password', username: 'a', password: 'b' }],
    ['unsupported_grant_type', { grant_type: 'refresh_token' }],
    ['unsupported_grant_type', { grant_type: 'CLIENT_CREDENTIALS' }],
    ['invalid_scope', { ...grant, scope: 'users:delete' }],
    ['invalid_scope', { ...grant, scope: 'users:read users:delete' }],
    ['invalid_scope', { ...grant, scope: 'users:read  users:write' }],
    ['invalid_scope', { ...grant, scope: ' users:read' }],
    ['invalid_scope', { ...grant, scope: 'users:read,users:write' }],
    ['invalid_scope', { ...grant, scope: 'openid' }],
    ['invalid_request', { ...grant, scope: 'x'.repeat(1001) }],
  ] as const)('%s for %j', async (code, fields) => {
    const answer = await ask(fields as Record<string, string>, byHeader());
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { error, error_description: text, ...problem } = answer.json;
    expect(error).toBe(code);
    expect(problem).toMatchObject({
      code,
      status: 400,
      detail: text,
      type: `https://users.example.com/problems/${code}`,
    });
    // RFC 6749 §5.2 allows these signs and no others.
    expect(text).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it.each(['grant_type', 'scope', 'client_id', 'client_secret'])('%s that is repeated', async (name) => {
    const fields: Record<string, string> = { ...inBody(), scope: 'users:read' };
    const body = `${new URLSearchParams(fields)}&${name}=${encodeURIComponent(fields[name] ?? '')}`;
    expect((await ask(body)).json).toMatchObject({ error: 'invalid_request', errors: [{ pointer: `/${name}` }] });
  });

  it('two ways of showing who one is (§2.3), be they of one mind or not', async () => {
    const { client_secret, client_id } = inBody();
    const other = who.client;
    for (const fields of [
      { ...grant, client_id, client_secret },
      { ...grant, client_secret },
      { ...grant, client_id: other.id },
      { ...grant, client_id: other.id, client_secret: other.secret },
    ]) {
      expect(await ask(fields, byHeader())).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    }
  });

  it('a body that is no form, in our own words', async () => {
    const json = JSON.stringify(inBody());
    const answer = await ask(json, { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect((await on.send('GET', '/auth/token')).status).toBe(405);
  });
});

describe('a client that is not admitted', () => {
  const challenge = 'Basic realm="users", charset="UTF-8"';

  it('gets one answer, whatever is wrong', async () => {
    const revoked = await createdClient(on, ['users:read']);
    await on.send('DELETE', `/clients/${revoked.id}`, { token: who.admin.accessToken });
    const unknown = '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44';
    const pairs = [
      [client.id, 'wrong'],
      [client.id, who.client.secret],
      [client.id, ''],
      [unknown, client.secret],
      ['no uuid', client.secret],
      ['', client.secret],
      [client.id.toUpperCase(), client.secret],
      [revoked.id, revoked.secret],
      [who.ada.id, who.ada.password],
      ['users', client.secret],
    ] as const;
    const answers = [
      ...(await Promise.all(pairs.map(([id, secret]) => ask(grant, { authorization: basic(id, secret) })))),
      ...(await Promise.all(pairs.map(([client_id, client_secret]) => ask({ ...grant, client_id, client_secret })))),
      await ask(grant),
      // Scope is not told to strangers.
      await ask({ ...grant, scope: 'nothing' }, { authorization: basic(client.id, 'wrong') }),
    ];
    const shown = answers.map(({ status, headers, json }) => {
      return { status, challenge: headers.get('www-authenticate'), body: { ...json, request_id: '' } };
    });
    for (const each of shown) expect(each).toEqual(shown[0]);
    expect(shown[0]).toMatchObject({ status: 401, challenge, body: { error: 'invalid_client' } });
  });

  // Auth.js GHSA-8fpg-xm3f-6cx3: a broken header must not count as none, when the body would do.
  it('by a header that cannot be read, whatever the body says', async () => {
    const good = byHeader().authorization;
    const encoded = good.slice('Basic '.length);
    const token = client.accessToken;
    for (const authorization of [
      '',
      'Basic',
      'Basic ',
      `Basic${encoded}`,
      `Basic ${encoded}!`,
      `Basic ${encoded.slice(0, -1)}`,
      `Basic ${encoded} ${encoded}`,
      `${good}, ${good}`,
      `Basic ${btoa(client.id)}`,
      `Basic ${btoa(`:${client.secret}`)}`,
      `Basic ${btoa(`${client.id}:`)}`,
      `Basic ${btoa(`${client.id}:%zz`)}`,
      `Basic ${btoa(`${client.id}:%ff`)}`,
      `Basic ${btoa('\xff\xfe:\xff')}`,
      `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64url')}~`,
      `Bearer ${token}`,
      `Bearer ${who.admin.accessToken}`,
      `Digest username="${client.id}"`,
      'null',
    ]) {
      const answer = await ask(inBody(), { authorization });
      expect([authorization, answer.status, answer.json.error]).toEqual([authorization, 401, 'invalid_client']);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
    }
  });

  // What stands in an address is logged on the way: RFC 6749 §2.3.1 forbids it there, also when the rest is right.
  it('by a secret in the address', async () => {
    const query = `${new URLSearchParams(inBody())}`;
    expect((await ask(grant, {}, `/auth/token?${query}`)).json.error).toBe('invalid_request');
    expect((await ask(inBody(), {}, `/auth/token?${query}`)).json.error).toBe('invalid_request');
    expect((await ask('', {}, `/auth/token?${query}`)).json.error).toBe('invalid_request');
    expect((await ask(grant, {}, `/auth/token?client_id=${client.id}`)).json.error).toBe('invalid_client');
    expect(JSON.stringify(on.logged)).not.toContain(client.secret);
  });
});

// A thing made for one purpose accepted for another: Keycloak CVE-2026-4282.
describe('nothing that is good for one thing is good for another', () => {
  it('no token of a person, nor a client’s own, is a secret', async () => {
    const { accessToken, refreshToken } = await logIn(on, who.ada);
    for (const secret of [accessToken, refreshToken, client.accessToken]) {
      for (const id of [client.id, who.ada.id]) {
        expect((await ask(grant, { authorization: basic(id, secret) })).json.error).toBe('invalid_client');
      }
    }
  });

  it('no secret and no Basic header opens anything else', async () => {
    for (const authorization of [byHeader().authorization, `Bearer ${client.secret}`]) {
      for (const path of ['/', '/users', '/users/me']) {
        expect((await on.send('GET', path, { headers: { authorization } })).status).toBe(401);
      }
    }
  });

  it('a client’s token, or its secret, refreshes nothing and ends nothing', async () => {
    const before = structuredClone(on.memory.store.sessions);
    for (const refresh_token of [client.secret, client.accessToken.slice(0, 512)]) {
      const refreshed = await on.send('POST', '/auth/refresh', { json: { refresh_token } });
      expect(refreshed.json.code).toBe('invalid_refresh_token');
      expect((await on.send('POST', '/auth/logout', { json: { refresh_token } })).status).toBe(204);
    }
    expect(on.memory.store.sessions).toEqual(before);
    expect((await on.send('GET', '/users/me', { token: who.ada.accessToken })).status).toBe(200);
  });

  // Algorithm confusion: Hono CVE-2026-22817.
  it('a client’s token under another algorithm, or with a word changed, is nobody’s', async () => {
    const [, payload = '', signature = ''] = client.accessToken.split('.');
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const { kid } = decodeProtectedHeader(client.accessToken);
    const claims = decodeJwt(client.accessToken);
    const forged = [
      `${encode({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.`,
      `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${payload}.${signature}`,
      `${encode({ alg: 'EdDSA', typ: 'at+jwt', kid })}.${encode({ ...claims, scope: 'users:delete' })}.${signature}`,
      `${encode({ alg: 'EdDSA', typ: 'at+jwt', kid })}.${encode({ ...claims, sub: who.ada.id })}.${signature}`,
    ];
    for (const token of forged) expect((await on.send('GET', '/users', { token })).status).toBe(401);
  });
});
