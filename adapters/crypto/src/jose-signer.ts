import type { Clock } from '@users/application';
import type { AccessTokenClaims, AccessTokenSigner, VerifiedClaims } from '@users/domain';
import { type CryptoKey, decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { readAccessTokenClaims, toPayload } from './access-token-claims.ts';
import type { SigningKeys } from './signing-keys.ts';
import { VerifiedTokens } from './verified-tokens.ts';

export interface JoseSignerOptions {
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly issuer: string;
  readonly audience: string;
  /** 600 unless told. */
  readonly ttlSeconds?: number;
}

export const defaultAccessTokenTtlSeconds = 600;
const algorithm = 'EdDSA';
const type = 'at+jwt';
/** How far ahead another machine's clock may be. The end of a token is exact. */
const clockToleranceSeconds = 5;
const rememberedTokens = 10_000;
/** More than any token of ours has: what is longer is not even decoded. */
const maxTokenLength = 8_192;

/** Access tokens in the profile of RFC 9068: EdDSA, `typ: at+jwt`. */
export class JoseAccessTokenSigner implements AccessTokenSigner {
  readonly ttlSeconds: number;
  readonly #options: JoseSignerOptions;
  readonly #verified = new VerifiedTokens(rememberedTokens);

  constructor(options: JoseSignerOptions) {
    this.#options = options;
    this.ttlSeconds = options.ttlSeconds ?? defaultAccessTokenTtlSeconds;
  }

  async sign(claims: AccessTokenClaims): Promise<string> {
    const { keys, clock, issuer, audience } = this.#options;
    const { kid, privateKey } = await keys.forSigning();
    const issuedAt = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT(toPayload(claims))
      .setProtectedHeader({ alg: algorithm, typ: type, kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + this.ttlSeconds)
      .sign(privateKey);
  }

  /** @throws DependencyUnavailable when the token names an unknown key and the keys cannot be read */
  async verify(token: string): Promise<VerifiedClaims | null> {
    const { keys, clock } = this.#options;
    const known = this.#verified.find(token, clock.now());
    if (known !== null && keys.knows(known.kid)) return known.claims;
    this.#verified.delete(token);
    const kid = keyIdOf(token);
    const key = kid === null ? null : await keys.find(kid);
    if (kid === null || key === null) return null;
    const payload = await this.#payload(token, key);
    return payload === null ? null : this.#accept(token, kid, payload);
  }

  #accept(token: string, kid: string, payload: JWTPayload): VerifiedClaims | null {
    const claims = readAccessTokenClaims(payload);
    if (claims === null) return null;
    const expiresAt = new Date(claims.exp * 1000);
    if (expiresAt.getTime() <= this.#options.clock.now().getTime()) return null;
    this.#verified.add(token, { claims, kid, expiresAt });
    return claims;
  }

  /** Null for whatever is wrong with it. The key is one of ours by now, so any error is the token's fault. */
  async #payload(token: string, key: CryptoKey): Promise<JWTPayload | null> {
    const { clock, issuer, audience } = this.#options;
    try {
      const { payload } = await jwtVerify(token, key, {
        // Pinned, never taken from the token (algorithm confusion: Hono CVE-2026-22817).
        algorithms: [algorithm],
        typ: type,
        issuer,
        // Unchecked in Hono CVE-2025-62610.
        audience,
        requiredClaims: ['iss', 'aud', 'sub', 'client_id', 'exp', 'iat', 'jti', 'epoch', 'scope'],
        maxTokenAge: this.ttlSeconds,
        clockTolerance: clockToleranceSeconds,
        currentDate: clock.now(),
      });
      return payload;
    } catch {
      return null;
    }
  }
}

function keyIdOf(token: string): string | null {
  if (token.length > maxTokenLength) return null;
  try {
    const { kid } = decodeProtectedHeader(token);
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}
