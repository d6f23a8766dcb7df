import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type HttpFixture, httpFixture } from '../support/http-fixture.ts';
import { delegate, type People, people, type SignedIn, signIn } from '../support/http-people.ts';
import { clientToken, createdClient } from '../support/service-clients.ts';

let on: HttpFixture;
let who: People;

beforeEach(async () => {
  on = await httpFixture();
  who = await people(on);
});

const billing = { name: 'billing', description: 'Writes invoices.', permissions: ['users:read'] };
const by = (token: string, method: string, path: string, json?: object, headers = {}) =>
  on.send(method, path, { token, json, headers });
const asAdmin = (method: string, path: string, json?: object, headers = {}) =>
  by(who.admin.accessToken, method, path, json, headers);
const newClient = (json: object = billing): Promise<Answer> => asAdmin('POST', '/clients', json);
const tokenFor = (id: string, secret: string) =>
  on.send('POST', '/auth/token', {
    body: `${new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

/** Somebody who keeps service clients, and holds this besides. */
async function keeper(...more: readonly string[]): Promise<SignedIn> {
  return signIn(on, await delegate(on, who.admin, ['clients:write', ...more]));
}

describe('a service client', () => {
  it('is made with its address and its secret, which no later answer tells', async () => {
    const made = await newClient();
    expect(made.status).toBe(201);
    const { id, client_secret: secret } = made.json;
    expect(made.headers.get('location')).toBe(`https://users.example.com/clients/${id}`);
    expect([made.headers.get('etag'), made.headers.get('cache-control')]).toEqual(['"1"', 'no-store']);
    expect(made.json).toMatchObject({ ...billing, previous_secret_until: null, revoked_at: null, version: 1 });
    const later = [
      await asAdmin('GET', `/clients/${id}`),
      await asAdmin('GET', '/clients'),
      await asAdmin('POST', `/clients/${id}/rotate`),
      await tokenFor(id, secret),
      await tokenFor(id, `${secret}x`),
      await asAdmin('DELETE', `/clients/${id}`),
    ];
    for (const { text } of later) expect(text).not.toContain(secret);
    expect(JSON.stringify(on.logged)).not.toContain(secret);
    expect(JSON.stringify(on.observed)).not.toContain(secret);
  });

  it('is found by the links that are offered, rotated and revoked by its templates', async () => {
    const root = await asAdmin('GET', '/');
    const { target } = root.json._templates['users:create-client'];
    const made = await asAdmin('POST', target, billing);
    const listed = (await asAdmin('GET', root.json._links['users:client-list'].href)).json._embedded.item;
    const item = listed.find(({ id }: { id: string }) => id === made.json.id);
    expect(item).not.toHaveProperty('client_secret');
    const rotated = await asAdmin('POST', item._templates['users:rotate-client'].target, { grace_seconds: 0 });
    expect(rotated.json).toMatchObject({ version: 2, previous_secret_until: null });
    const ended = await asAdmin('DELETE', item._templates['users:revoke-client'].target);
    expect([ended.status, ended.text]).toEqual([204, '']);
    const gone = await asAdmin('GET', item._links.self.href);
    expect(gone.json).toMatchObject({ revoked_at: on.clock.now().toISOString(), _templates: {} });
    expect((await tokenFor(made.json.id, rotated.json.client_secret)).json.error).toBe('invalid_client');
  });

  it('keeps its old secret for an hour unless told', async () => {
    const { id, client_secret: first } = (await newClient()).json;
    const rotated = await asAdmin('POST', `/clients/${id}/rotate`);
    const inAnHour = new Date(on.clock.now().getTime() + 3_600_000).toISOString();
    expect(rotated.json.previous_secret_until).toBe(inAnHour);
    on.clock.advance(3599);
    expect((await tokenFor(id, first)).status).toBe(200);
    on.clock.advance(1);
    expect((await tokenFor(id, first)).status).toBe(401);
    expect((await tokenFor(id, rotated.json.client_secret)).status).toBe(200);
  });

  it.each([[-1], [1.5], [604_801], ['60'], [null]])('has no grace of %j seconds', async (grace_seconds) => {
    const answer = await asAdmin('POST', `/clients/${who.client.id}/rotate`, { grace_seconds });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, '/grace_seconds']);
  });

  it('is changed in the version that was read', async () => {
    const { id } = (await newClient()).json;
    const stale = { 'if-match': '"2"' };
    expect((await asAdmin('POST', `/clients/${id}/rotate`, {}, stale)).json.code).toBe('version_mismatch');
    expect((await asAdmin('DELETE', `/clients/${id}`, undefined, stale)).status).toBe(412);
    const rotated = await asAdmin('POST', `/clients/${id}/rotate`, {}, { 'if-match': '"1"' });
    expect(rotated.headers.get('etag')).toBe('"2"');
    expect((await asAdmin('DELETE', `/clients/${id}`, undefined, stale)).status).toBe(204);
  });

  it('of many rotated at once in one version is rotated once', async () => {
    const { id } = (await newClient()).json;
    const attempts = Array.from({ length: 20 }, () =>
      asAdmin('POST', `/clients/${id}/rotate`, {}, { 'if-match': '"1"' }),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(19);
  });

  it.each([
    ['/name', { name: ' ' }],
    ['/name', { name: 'a\u202eb' }],
    ['/permissions', { permissions: [] }],
    ['/permissions/0', { permissions: ['everything'] }],
    ['/client_secret', { client_secret: 'chosen by myself' }],
    ['/id', { id: '01980f4e-6f1a-7c3e-9b7a-2f0c5d1e8a44' }],
  ])('is not made when %s is wrong', async (pointer, change) => {
    const answer = await newClient({ ...billing, ...change });
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
  });
});

describe('whoever keeps service clients', () => {
  it('makes none that is granted more than they hold (Keycloak CVE-2026-9099)', async () => {
    const { accessToken } = await keeper('users:read');
    expect((await by(accessToken, 'POST', '/clients', billing)).status).toBe(201);
    for (const permissions of [['users:write'], ['users:read', 'roles:write']]) {
      const answer = await by(accessToken, 'POST', '/clients', { ...billing, permissions });
      expect(answer).toMatchObject({ status: 403, json: { code: 'grant_exceeds_own' } });
    }
  });

  it('neither takes over nor ends one that is granted more, and is not offered to', async () => {
    const strong = await createdClient(on, ['users:read', 'users:delete']);
    const { accessToken } = await keeper('users:read');
    const target = `/clients/${strong.id}`;
    expect((await by(accessToken, 'GET', target)).json._templates).toEqual({});
    expect((await by(accessToken, 'POST', `${target}/rotate`)).json.code).toBe('forbidden');
    expect((await by(accessToken, 'DELETE', target)).json.code).toBe('forbidden');
    expect((await tokenFor(strong.id, strong.secret)).status).toBe(200);
  });

  it('may be a service client itself, under the same rules', async () => {
    const maker = await createdClient(on, ['clients:write', 'users:read']);
    const made = await by(maker.accessToken, 'POST', '/clients', billing);
    expect(made.status).toBe(201);
    const more = { ...billing, permissions: ['audit:read'] };
    expect((await by(maker.accessToken, 'POST', '/clients', more)).json.code).toBe('grant_exceeds_own');
    // A token for less makes less: what it leaves out is not held.
    const narrow = await clientToken(on, maker, ['clients:write']);
    expect((await by(narrow, 'POST', '/clients', billing)).json.code).toBe('grant_exceeds_own');
    const trail = on.memory.store.audit.filter(({ action }) => action === 'client.create').at(-1);
    expect(trail).toMatchObject({ actorKind: 'client', actorId: maker.id, detail: { client_id: made.json.id } });
  });
});

describe('a service client that calls', () => {
  it('reads users, lists them, and is offered what it may do', async () => {
    const { accessToken: token } = who.client;
    expect((await by(token, 'GET', '/users')).json._embedded.item.length).toBeGreaterThan(2);
    const user = await by(token, 'GET', `/users/${who.ada.id}`);
    expect(user.json).toMatchObject({ email: who.ada.email, _templates: {} });
    const { _links } = (await by(token, 'GET', '/')).json;
    expect(_links).toHaveProperty('users:list');
    for (const rel of ['users:me', 'users:logout', 'users:change-password', 'users:client-list']) {
      expect(_links).not.toHaveProperty(rel);
    }
  });

  // A client is no user: nothing that a person may do to themselves is open to it.
  it('has no account: /users/me, password and log-out are refused', async () => {
    const everything = await createdClient(on, ['users:read', 'users:write', 'users:delete', 'roles:read']);
    const passwords = { current_password: who.ada.password, new_password: 'another long password' };
    for (const { accessToken: token } of [who.client, everything]) {
      for (const [method, path, json] of [
        ['GET', '/users/me'],
        ['PATCH', '/users/me', { full_name: 'Client' }],
        ['PUT', '/users/me', { full_name: 'Client', locale: 'en', metadata: {} }],
        ['DELETE', '/users/me'],
        ['POST', '/auth/change-password', passwords],
        ['POST', '/auth/logout', {}],
      ] as const) {
        expect([path, (await by(token, method, path, json)).json.code]).toEqual([path, 'forbidden']);
      }
      expect((await by(token, 'GET', `/users/${who.client.id}`)).status).toBe(404);
    }
  });

  it('is refused at once when it is revoked, by every method', async () => {
    const { id, accessToken: token } = await createdClient(on, ['users:read', 'users:write']);
    expect((await by(token, 'GET', '/users')).status).toBe(200);
    await asAdmin('DELETE', `/clients/${id}`);
    for (const [method, path, json] of [
      ['GET', '/users'],
      ['GET', '/'],
      ['PATCH', `/users/${who.ada.id}`, { locale: 'es' }],
    ] as const) {
      expect((await by(token, method, path, json)).status).toBe(401);
    }
  });

  it('asks about tokens of people and clients, and is told whose they are', async () => {
    const introspect = (token: string) => by(who.client.accessToken, 'POST', '/auth/introspect', { token });
    const iat = on.clock.now().getTime() / 1000;
    expect((await introspect(who.client.accessToken)).json).toEqual({
      ...{ active: true, token_type: 'Bearer', sub: who.client.id, client_id: who.client.id },
      ...{ scope: 'sessions:read users:read', iat, exp: iat + 600, jti: expect.any(String) },
    });
    expect((await introspect(who.ada.accessToken)).json).toMatchObject({
      ...{ active: true, sub: who.ada.id, client_id: 'users', iat, exp: iat + 600 },
    });
    const other = await createdClient(on, ['users:read']);
    await asAdmin('DELETE', `/clients/${other.id}`);
    await on.send('POST', '/auth/logout', { token: who.grace.accessToken });
    for (const token of [other.accessToken, who.grace.accessToken, who.client.secret, 'nonsense']) {
      expect((await introspect(token)).json).toEqual({ active: false });
    }
    expect((await by(who.client.accessToken, 'POST', '/auth/introspect', { token: 'x' })).status).toBe(200);
    const blind = await createdClient(on, ['users:read']);
    expect((await by(blind.accessToken, 'POST', '/auth/introspect', { token: 'x' })).status).toBe(403);
  });
});
