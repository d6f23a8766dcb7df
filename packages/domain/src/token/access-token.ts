/** Claims of an access token in the profile of RFC 9068 §2.2, without those that the signer adds (iss, aud, iat, exp). */
export interface AccessTokenClaims {
  /** User id. */
  readonly sub: string;
  /** Session id. */
  readonly sid: string;
  /** The user's epoch at issue: a token of an older one is refused. */
  readonly epoch: number;
  readonly roles: readonly string[];
  /** Space-separated permissions (RFC 8693 §4.2). */
  readonly scope: string;
  readonly jti: string;
}

export interface AccessTokenSigner {
  /** A signed JWT, `typ: at+jwt`. */
  sign(claims: AccessTokenClaims): Promise<string>;
  /**
   * Null for anything that is not a valid token of ours: signature, algorithm, type, issuer, audience, time.
   * Never says which.
   */
  verify(token: string): Promise<AccessTokenClaims | null>;
  readonly ttlSeconds: number;
}
