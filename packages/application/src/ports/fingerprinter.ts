/**
 * Tells whether two texts are the same without keeping either: HMAC-SHA256 under a key of the server, because a payload
 * may hold a password, and a plain digest of it could be guessed at.
 */
export interface Fingerprinter {
  of(text: string): string;
  /** What `of` says of it under each of the keys that are known, the present one first. */
  all(text: string): readonly string[];
  /** Constant time. False when the key that made the fingerprint is no longer known. */
  matches(fingerprint: string, text: string): boolean;
}
