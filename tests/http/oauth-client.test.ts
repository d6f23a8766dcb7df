import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { audience, issuer } from '../support/crypto-fixture.ts';
import { type HttpFixture, httpFixture, publicUrl } from '../support/http-fixture.ts';
import { createdClient, type ServiceClientFixture } from '../support/service-clients.ts';

/** An OAuth client that nobody here wrote, and that takes the standards at their word. */
let on: HttpFixture;
let billing: ServiceClientFixture;
let client: oauth.Client;

const server: oauth.AuthorizationServer = {
  issuer,
  token_endpoint: `${publicUrl}/auth/token`,
  introspection_endpoint: `${publicUrl}/auth/introspect`,
  jwks_uri: `${publicUrl}/.well-known/jwks.json`,
};

beforeAll(async () => {
  on = await httpFixture();
  billing = await createdClient(on, ['users:read', 'sessions:read']);
  // The service's clock stands elsewhere in these tests.
  const skew = Math.round((on.clock.now().getTime() - Date.now()) / 1000);
  client = { client_id: billing.id, [oauth.clockSkew]: skew };
});

/** Straight into the app. */
const options = {
  [oauth.customFetch]: async (url: string, init: object): Promise<Response> => on.app.request(url, init),
};

async function token(how: oauth.ClientAuth, parameters: Record<string, string> = {}) {
  const response = await oauth.clientCredentialsGrantRequest(server, client, how, parameters, options);
  return oauth.processClientCredentialsResponse(server, client, response);
}

describe.each([
  ['Basic', oauth.ClientSecretBasic],
  ['the body', oauth.ClientSecretPost],
])('a client that shows its secret by %s', (_, by) => {
  it('gets a token that it can use, and that verifies as RFC 9068 says', async () => {
    const { access_token: accessToken, scope, expires_in } = await token(by(billing.secret), { scope: 'users:read' });
    expect([scope, expires_in]).toEqual(['users:read', 600]);
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await on.app.request('/users', { headers })).status).toBe(200);
    const request = new Request('https://api.example.com/', { headers });
    const claims = await oauth.validateJwtAccessToken(server, request, audience, {
      ...options,
      [oauth.clockSkew]: client[oauth.clockSkew] ?? 0,
    });
    expect(claims).toMatchObject({ sub: billing.id, client_id: billing.id, scope: 'users:read' });
  });

  it('learns what is wrong by the names of OAuth', async () => {
    await expect(token(by(billing.secret), { scope: 'users:delete' })).rejects.toMatchObject({
      ...{ error: 'invalid_scope', error_description: expect.stringContaining('granted'), status: 400 },
    });
    const challenge = { scheme: 'basic', parameters: { realm: 'users', charset: 'UTF-8' } };
    await expect(token(by('wrong'))).rejects.toMatchObject({ status: 401, cause: [challenge] });
  });
});

it('asks about a token, and reads the answer as RFC 7662 has it', async () => {
  const { access_token: accessToken } = await token(oauth.ClientSecretBasic(billing.secret));
  const bearer: oauth.ClientAuth = (_server, _client, _body, headers) => {
    headers.set('authorization', `Bearer ${accessToken}`);
  };
  const ask = async (about: string) => {
    const response = await oauth.introspectionRequest(server, client, bearer, about, options);
    return oauth.processIntrospectionResponse(server, client, response);
  };
  expect(await ask(accessToken)).toMatchObject({ active: true, client_id: billing.id, exp: expect.any(Number) });
  expect(await ask('nonsense')).toEqual({ active: false });
});
