/** What both kinds say, in the profile of RFC 9068 §2.2, without what the signer adds (iss, aud, iat, exp). */
interface CommonClaims {
  /** Id of whoever it was made for. */
  readonly sub: string;
  /** The epoch of that one at issue: a token of an older one is refused. */
  readonly epoch: number;
  /** Space-separated permissions (RFC 8693 §4.2). */
  readonly scope: string;
  readonly jti: string;
}

/** The token of a person's session. */
export interface UserTokenClaims extends CommonClaims {
  /** Session id. */
  readonly sid: string;
  readonly roles: readonly string[];
}

/** The token of a service client, which acts for nobody but itself. */
export interface ClientTokenClaims extends CommonClaims {
  /** The same as `sub`: that is how one tells it from a person's (RFC 9068 §5). */
  readonly clientId: string;
}

/** A token has a session or a client, never both: neither can be taken for the other. */
export type AccessTokenClaims = UserTokenClaims | ClientTokenClaims;

/** `client_id` in the tokens of people: they log in to this service itself. No service client has it for an id. */
export const firstPartyClientId = 'users';

export function isClientToken<Claims extends AccessTokenClaims>(
  claims: Claims,
): claims is Extract<Claims, ClientTokenClaims> {
  return 'clientId' in claims;
}

/** When it was made, and when it ends (exclusive); in seconds since 1970 (RFC 7519 §2). */
export interface TokenTimes {
  readonly iat: number;
  readonly exp: number;
}

export type VerifiedClaims = (UserTokenClaims & TokenTimes) | (ClientTokenClaims & TokenTimes);

export interface AccessTokenSigner {
  /** A signed JWT, `typ: at+jwt`. */
  sign(claims: AccessTokenClaims): Promise<string>;
  /**
   * Null for anything that is not a valid token of ours: signature, algorithm, type, issuer, audience, time.
   * Never says which.
   */
  verify(token: string): Promise<VerifiedClaims | null>;
  readonly ttlSeconds: number;
}
