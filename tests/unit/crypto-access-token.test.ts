import { DependencyUnavailable } from '@users/application';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { claims, clientClaims, clientId, forge } from '../support/access-tokens.ts';
import { audience, type CryptoFixture, cryptoFixture, issuer } from '../support/crypto-fixture.ts';
import { until } from '../support/until.ts';

let crypto: CryptoFixture;
beforeEach(() => {
  crypto = cryptoFixture();
});

const forged = (payload: Record<string, unknown>, header?: Record<string, unknown>) => forge(crypto, payload, header);

describe('access tokens', () => {
  test('are JWTs in the profile of RFC 9068', async () => {
    const token = await crypto.accessTokens.sign(claims);
    const [jwk] = (await crypto.signingKeys.jwks()).keys;
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: jwk?.kid });
    const now = crypto.clock.now().getTime() / 1000;
    const registered = { iss: issuer, aud: audience, client_id: 'users', iat: now, exp: now + 600 };
    expect(decodeJwt(token)).toEqual({ ...claims, ...registered });
  });

  test('verified, they say what was signed and nothing else', async () => {
    const iat = crypto.clock.now().getTime() / 1000;
    const verified = { ...claims, iat, exp: iat + 600 };
    expect(await crypto.accessTokens.verify(await crypto.accessTokens.sign(claims))).toEqual(verified);
    expect(await crypto.accessTokens.verify(await forged({ more: 1 }))).toEqual(verified);
  });

  test('what one caller gets, no other can change', async () => {
    const token = await crypto.accessTokens.sign(claims);
    const verified = await crypto.accessTokens.verify(token);
    expect(verified && [verified, 'roles' in verified && verified.roles].every(Object.isFrozen)).toBe(true);
    expect(Object.isFrozen(await crypto.accessTokens.verify(await crypto.accessTokens.sign(clientClaims)))).toBe(true);
  });

  test('those of service clients name the client twice, and no session', async () => {
    const token = await crypto.accessTokens.sign(clientClaims);
    const iat = crypto.clock.now().getTime() / 1000;
    const { clientId: client_id, ...rest } = clientClaims;
    expect(decodeJwt(token)).toEqual({ ...rest, client_id, iss: issuer, aud: audience, iat, exp: iat + 600 });
    expect(await crypto.accessTokens.verify(token)).toEqual({ ...clientClaims, iat, exp: iat + 600 });
  });

  test('others verify them with the published keys and a JOSE library', async () => {
    const { keys } = await crypto.signingKeys.jwks();
    const set = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
    const { payload } = await jwtVerify(await crypto.accessTokens.sign(claims), set, {
      issuer,
      audience,
      typ: 'at+jwt',
      currentDate: crypto.clock.now(),
    });
    expect(payload.sub).toBe(claims.sub);
  });
});

describe('time', () => {
  test('they are good until their last second, with no tolerance after it', async () => {
    const token = await crypto.accessTokens.sign(claims);
    crypto.clock.advance(599);
    expect(await crypto.accessTokens.verify(token)).toMatchObject(claims);
    crypto.clock.advance(1);
    expect(await crypto.accessTokens.verify(token)).toBeNull();
  });

  test('a token first seen after its end is refused too', async () => {
    const token = await crypto.accessTokens.sign(claims);
    crypto.clock.advance(600);
    expect(await crypto.accessTokens.verify(token)).toBeNull();
  });

  test('a clock that is 5 s ahead is tolerated, more is not', async () => {
    const now = crypto.clock.now().getTime() / 1000;
    expect(await crypto.accessTokens.verify(await forged({ iat: now + 5 }))).toMatchObject(claims);
    expect(await crypto.accessTokens.verify(await forged({ iat: now + 6 }))).toBeNull();
    expect(await crypto.accessTokens.verify(await forged({ nbf: now + 6 }))).toBeNull();
  });

  test('no token lives longer than ours do, whatever it says', async () => {
    const now = crypto.clock.now().getTime() / 1000;
    const token = await forged({ iat: now - 606, exp: now + 100 });
    expect(await crypto.accessTokens.verify(token)).toBeNull();
  });
});

describe('claims', () => {
  test.each(['iss', 'aud', 'sub', 'client_id', 'sid', 'epoch', 'roles', 'scope', 'jti', 'iat', 'exp'])(
    'a token without %s is none',
    async (claim) => {
      expect(await crypto.accessTokens.verify(await forged({ [claim]: undefined }))).toBeNull();
    },
  );

  test.each([
    ['sub', ''],
    ['sub', 7],
    ['sid', null],
    ['jti', 1],
    ['epoch', '3'],
    ['epoch', 1.5],
    ['epoch', -1],
    ['roles', 'admin'],
    ['roles', [1]],
    ['roles', { 0: 'admin' }],
    ['scope', ['users:read']],
    ['exp', '9999999999'],
    ['iat', '0'],
  ])('%s as %j is none of ours', async (claim, value) => {
    expect(await crypto.accessTokens.verify(await forged({ [claim]: value }))).toBeNull();
  });

  // One who holds a token of one kind must not pass for the other (RFC 9068 §5).
  test.each([
    ['a client with a session', { sub: clientId, client_id: clientId, roles: undefined }],
    ['a client with roles', { sub: clientId, client_id: clientId, sid: undefined }],
    ['a client with both', { sub: clientId, client_id: clientId }],
    ['a client under another id', { client_id: clientId, sid: undefined, roles: undefined }],
    ['a person without a session', { sid: undefined, roles: undefined }],
    ['a client by the name of the first party', { sub: 'users', sid: undefined, roles: undefined }],
    ['a person by way of a client', { client_id: clientId }],
    ['a person by way of themselves', { client_id: claims.sub }],
    ['nobody', { client_id: 7 }],
  ])('%s is nobody', async (_, payload) => {
    expect(await crypto.accessTokens.verify(await forged(payload))).toBeNull();
  });

  // Audience unchecked: Hono CVE-2025-62610.
  test.each([
    ['another', 'https://other.example.com'],
    ['an array without us', ['https://other.example.com', `${audience}/`]],
    ['an empty array', []],
    ['an array of arrays', [[audience]]],
    ['an object', { audience }],
  ])('an audience that is %s is refused', async (_, aud) => {
    expect(await crypto.accessTokens.verify(await forged({ aud }))).toBeNull();
  });

  test.each(['https://evil.example.com', `${issuer}/`, [issuer]])('the issuer %j is refused', async (iss) => {
    expect(await crypto.accessTokens.verify(await forged({ iss }))).toBeNull();
  });
});

describe('verified tokens are remembered', () => {
  test('a busy token costs one signature check, and its claims stay the same', async () => {
    const token = await crypto.accessTokens.sign(claims);
    const first = await crypto.accessTokens.verify(token);
    // The very object: it was not read again.
    expect(await crypto.accessTokens.verify(token)).toBe(first);
  });

  test('they are forgotten with their key, though nobody asks for keys', async () => {
    const token = await crypto.accessTokens.sign(claims);
    expect(await crypto.accessTokens.verify(token)).toMatchObject(claims);
    const { keys } = await crypto.signingKeys.jwks();
    await crypto.shared.signingKeyRepository.remove(keys.map((key) => key.kid));
    crypto.clock.advance(60);
    // The first to come after the minute makes the process look.
    await until('the token to be refused', async () => (await crypto.accessTokens.verify(token)) === null);
  });
});

test('an unknown key while the keys cannot be read is an outage, not a refusal', async () => {
  const token = await crypto.accessTokens.sign(claims);
  const away = () => Promise.reject(new DependencyUnavailable('postgresql'));
  const cut = cryptoFixture({ ...crypto.shared, signingKeyRepository: { all: away, add: away, remove: away } });
  await expect(cut.accessTokens.verify(token)).rejects.toThrow(DependencyUnavailable);
  await expect(cut.accessTokens.sign(claims)).rejects.toThrow(DependencyUnavailable);
  expect(await cut.accessTokens.verify('garbage')).toBeNull();
});
