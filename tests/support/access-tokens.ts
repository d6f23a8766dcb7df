import type { ClientTokenClaims, UserTokenClaims } from '@users/domain';
import { SignJWT } from 'jose';
import { audience, type CryptoFixture, issuer } from './crypto-fixture.ts';

export const claims: UserTokenClaims = {
  sub: '01890000-0000-7000-8000-000000000001',
  sid: '01890000-0000-7000-8000-000000000002',
  epoch: 3,
  roles: ['admin', 'user'],
  scope: 'users:read users:write',
  jti: '01890000-0000-7000-8000-000000000003',
};

export const clientId = '01890000-0000-7000-8000-000000000004';
export const clientClaims: ClientTokenClaims = {
  sub: clientId,
  clientId,
  epoch: 1,
  scope: 'users:read',
  jti: claims.jti,
};

/** A token with these claims and header put over the good ones (undefined takes away), signed by the real key. */
export async function forge(
  crypto: CryptoFixture,
  payload: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const { kid, privateKey } = await crypto.signingKeys.forSigning();
  const now = Math.floor(crypto.clock.now().getTime() / 1000);
  const good = { ...claims, client_id: 'users', iss: issuer, aud: audience, iat: now, exp: now + 600 };
  return new SignJWT({ ...good, ...payload })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid, ...header })
    .sign(privateKey);
}
