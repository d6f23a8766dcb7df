import { createHmac, createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import fc from 'fast-check';
import { base64url } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { claims, forge } from '../support/access-tokens.ts';
import { type CryptoFixture, cryptoFixture } from '../support/crypto-fixture.ts';

let crypto: CryptoFixture;
beforeEach(() => {
  crypto = cryptoFixture();
});

const forged = (payload: Record<string, unknown>, header?: Record<string, unknown>) => forge(crypto, payload, header);
const encode = (part: unknown): string => base64url.encode(JSON.stringify(part));

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
