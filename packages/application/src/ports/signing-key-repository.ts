/** A key that signs access tokens; the private half is sealed before it gets here. */
export interface StoredSigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  /** Public JWK (RFC 8037) as JSON text. */
  readonly publicJwk: string;
  readonly sealedPrivateJwk: string;
  readonly createdAt: Date;
  /** Published before, used to sign from then on: verifiers know it by the time they meet it. */
  readonly activatesAt: Date;
}

export interface SigningKeyRepository {
  all(): Promise<readonly StoredSigningKey[]>;
  /**
   * Adds the key unless one was created at or after `unlessNewerThan`: of several processes that rotate at once, one
   * wins. True when it was added.
   */
  add(key: StoredSigningKey, unlessNewerThan: Date): Promise<boolean>;
  /** Forgets keys; no token signed by them may still be valid. */
  remove(kids: readonly string[]): Promise<void>;
}
