/** Ids and secrets: the only source of randomness of the use-cases. */
export interface IdGenerator {
  /** UUIDv7: rises with time, so that indexes grow at their end. */
  uuid(): string;
  /** 256 random bits, base64url. */
  secret(): string;
  /** SHA-256, base64url: the form of a secret that may be stored. */
  digest(secret: string): string;
}
