import type { OneTimeToken, TokenPurpose } from './one-time-token.ts';

/**
 * Finds the right to a change by the digest of its token. Written before the transaction that tells of it; losing it
 * costs unopened links and nothing else.
 */
export interface TokenStore {
  /** Idempotent: the same token may be put again. Forgotten by itself when it expires. */
  put(token: OneTimeToken): Promise<void>;
  /** Null when unknown, burnt, expired, or issued for another purpose. */
  find(purpose: TokenPurpose, digest: string): Promise<OneTimeToken | null>;
  /** Forgets it; quiet when it is gone already. */
  burn(purpose: TokenPurpose, digest: string): Promise<void>;
  /** Forgets every token, of all purposes. */
  clear(): Promise<void>;
}
