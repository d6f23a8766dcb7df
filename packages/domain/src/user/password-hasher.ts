/** Slow by design: never call it inside a unit of work. Parameters travel in the PHC string. */
export interface PasswordHasher {
  /** @throws HashingOverloaded when the queue is full: refused at once rather than late */
  hash(password: string): Promise<string>;
  /**
   * Compares at the same cost whether or not there is an account: a null hash is checked against a decoy of the
   * parameters in force and answers false (OWASP ASVS 6.3.8).
   *
   * @throws HashingOverloaded
   */
  verify(hash: string | null, password: string): Promise<boolean>;
  /** True when the hash was made with other parameters than those in force. */
  needsRehash(hash: string): boolean;
}
