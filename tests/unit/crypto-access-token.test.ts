import { createHmac, createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { DependencyUnavailable } from '@users/application';
import type { ClientTokenClaims, UserTokenClaims } from '@users/domain';
import fc from 'fast-check';
import { base64url, createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { audience, type CryptoFixture, cryptoFixture, issuer } from '../support/crypto-fixture.ts';
import { until } from '../support/until.ts';

const claims: UserTokenClaims = {
  sub: '01890000-0000-7000-8000-000000000001',
  sid: '01890000-0000-7000-8000-000000000002',
  epoch: 3,
  roles: ['admin', 'user'],
  scope: 'users:read users:write',
  jti: '01890000-0000-7000-8000-000000000003',
};

const clientId = '01890000-0000-7000-8000-000000000004';
const clientClaims: ClientTokenClaims = { sub: clientId, clientId, epoch: 1, scope: 'users:read', jti: claims.jti };

let crypto: CryptoFixture;
beforeEach(() => {
  crypto = cryptoFixture();
});

const encode = (part: unknown): string => base64url.encode(JSON.stringify(part));

/** A token with these claims and header put over the good ones (undefined takes away), signed by the real key. */
async function forged(payload: Record<string, unknown>, header: Record<string, unknown> = {}): Promise<string> {
  const { kid, privateKey } = await crypto.signingKeys.forSigning();
  const now = Math.floor(crypto.clock.now().getTime() / 1000);
  const good = { ...claims, client_id: 'users', iss: issuer, aud: audience, iat: now, exp: now + 600 };
  return new SignJWT({ ...good, ...payload })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
    .sign(privateKey);
}

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

describe('algorithm and key', () => {
  test('alg none is refused, with and without a signature', async () => {
    const [, payload, signature] = (await crypto.accessTokens.sign(claims)).split('.');
    const { kid } = await crypto.signingKeys.forSigning();
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = encode({ alg, typ: 'at+jwt', kid });
      for (const tail of ['', signature]) {
        expect(await crypto.accessTokens.verify(`${header}.${payload}.${tail}`)).toBeNull();
      }
    }
  });

  // Algorithm confusion: Hono CVE-2026-22817.
  test('HS256 with the public key as its secret is refused, in every form of that key', async () => {
    const [jwk] = (await crypto.signingKeys.jwks()).keys;
    const [, payload] = (await crypto.accessTokens.sign(claims)).split('.');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk?.x ?? '' }, format: 'jwk' });
    const secrets = [
      Buffer.from(jwk?.x ?? '', 'base64url'),
      Buffer.from(jwk?.x ?? ''),
      Buffer.from(JSON.stringify(jwk)),
      key.export({ format: 'der', type: 'spki' }),
      Buffer.from(key.export({ format: 'pem', type: 'spki' })),
    ];
    for (const secret of secrets) {
      const signed = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: jwk?.kid })}.${payload}`;
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      expect(await crypto.accessTokens.verify(`${signed}.${mac}`)).toBeNull();
    }
  });

  test('another algorithm of the same key is refused', async () => {
    expect(await crypto.accessTokens.verify(await forged({}, { alg: 'Ed25519' }))).toBeNull();
  });

  test('a stranger’s key is refused, under its own name, under ours, and in the header', async () => {
    const stranger = generateKeyPairSync('ed25519');
    const jwk = stranger.publicKey.export({ format: 'jwk' });
    const { kid } = await crypto.signingKeys.forSigning();
    const [, payload] = (await crypto.accessTokens.sign(claims)).split('.');
    for (const header of [
      { kid: 'other' },
      { kid },
      { kid, jwk },
      { jwk },
      { kid, jku: 'https://evil.example.com/jwks' },
    ]) {
      const signed = `${encode({ alg: 'EdDSA', typ: 'at+jwt', ...header })}.${payload}`;
      const signature = signBytes(null, Buffer.from(signed), stranger.privateKey).toString('base64url');
      expect(await crypto.accessTokens.verify(`${signed}.${signature}`)).toBeNull();
    }
  });

  test.each([undefined, 7, ['a'], '__proto__', ''])('the key id %j is refused', async (kid) => {
    expect(await crypto.accessTokens.verify(await forged({}, { kid }))).toBeNull();
  });

  // A token made for one thing accepted for another: Keycloak CVE-2026-4282. An ID token is a JWT by the same key.
  test.each([undefined, 'JWT', 'id+jwt', 'logout+jwt', 'at+jwt2', 7])('the type %j is refused', async (typ) => {
    expect(await crypto.accessTokens.verify(await forged({}, { typ }))).toBeNull();
  });

  test('an extension that must be understood, and is not, is refused', async () => {
    const { kid, privateKey } = await crypto.signingKeys.forSigning();
    const [, payload] = (await crypto.accessTokens.sign(claims)).split('.');
    const signed = `${encode({ alg: 'EdDSA', typ: 'at+jwt', kid, crit: ['x'], x: 1 })}.${payload}`;
    const bytes = await globalThis.crypto.subtle.sign('Ed25519', privateKey, Buffer.from(signed));
    expect(await crypto.accessTokens.verify(`${signed}.${Buffer.from(bytes).toString('base64url')}`)).toBeNull();
  });

  test('a change of any character is refused, a verified original notwithstanding', async () => {
    const token = await crypto.accessTokens.sign(claims);
    expect(await crypto.accessTokens.verify(token)).toMatchObject(claims);
    for (let at = 0; at < token.length; at += 7) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect(await crypto.accessTokens.verify(changed)).toBeNull();
    }
  });

  test('a refresh token, a sealed value and the token of another deployment are none', async () => {
    const refresh = crypto.refreshTokens.mint({ sessionId: claims.sid, generation: 1, seed: 'x' });
    expect(await crypto.accessTokens.verify(refresh)).toBeNull();
    expect(await crypto.accessTokens.verify(await crypto.sealer.seal('event', JSON.stringify(claims)))).toBeNull();
    const elsewhere = cryptoFixture();
    expect(await crypto.accessTokens.verify(await elsewhere.accessTokens.sign(claims))).toBeNull();
  });

  test('garbage is null, never an error', async () => {
    const { kid } = await crypto.signingKeys.forSigning();
    const json = fc.oneof(
      fc.json(),
      fc
        .record({ alg: fc.constantFrom('EdDSA', 'none'), typ: fc.constant('at+jwt'), kid: fc.constant(kid) })
        .map((value) => JSON.stringify(value)),
    );
    const part = fc.oneof(
      json.map((value) => base64url.encode(value)),
      fc.base64String(),
      fc.string(),
    );
    const garbage = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(garbage, async (token) => (await crypto.accessTokens.verify(token)) === null),
      { numRuns: 300 },
    );
    expect(await crypto.accessTokens.verify('a'.repeat(1_000_000))).toBeNull();
    expect(await crypto.accessTokens.verify(await forged({ padding: 'a'.repeat(9_000) }))).toBeNull();
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
