/** What a sealed value is for; it cannot be opened for anything else. */
export type SealPurpose = 'event' | 'task' | 'credentials' | 'signing_key';

/**
 * Authenticated encryption to ourselves, and to those who were given the key of one purpose: compact JWE (RFC 7516),
 * `dir`, A256GCM; the header names the key and the purpose.
 */
export interface Sealer {
  seal(purpose: SealPurpose, value: string): Promise<string>;
  /** @throws SealBroken when it was made for another purpose, by an unknown key, or was changed */
  open(purpose: SealPurpose, sealed: string): Promise<string>;
}
