/** An answer as it went out, byte for byte. Never one that holds a secret. */
export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** User id of whom it tells: erased with them. Null when it tells of nobody. */
  readonly subject: string | null;
}

/** What is known of a request that was done under an idempotency key. */
export interface KeptAnswer {
  /** Digest of operation, caller and key: the key itself is not stored. */
  readonly id: string;
  /** Of the payload, see `Fingerprinter`. */
  readonly fingerprint: string;
  readonly answer: Answer;
  readonly createdAt: Date;
  /** From then on the key is free again. */
  readonly expiresAt: Date;
}

export interface KeptAnswers {
  /** Null when there is none, or it has expired. @throws DependencyUnavailable */
  find(id: string): Promise<KeptAnswer | null>;
}
