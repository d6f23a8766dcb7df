import { SealBroken, type Sealer, type SealPurpose } from '@users/application';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, errors, type JWK } from 'jose';
import type { SecretKeys } from './secret-keys.ts';

/** `typ` of the header: tells these from any other JWE, and from a JWT. */
export const sealedType = 'users-sealed';

/**
 * Compact JWE (RFC 7516), `dir`, A256GCM. The purpose stands twice: it chooses the sub-key, so that the holder of one
 * purpose's key can make and open nothing of another, and it is in the authenticated header, where a consumer sees what
 * it has before it looks for a key (a token of one purpose accepted for another: Keycloak CVE-2026-4282).
 *
 * The IV is random: NIST SP 800-38D §8.3 bounds a key to 2^32 values, 136 a second for a year; replace secret keys
 * before that.
 */
export class JweSealer implements Sealer {
  readonly #keys: SecretKeys;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(keys: SecretKeys) {
    this.#keys = keys;
  }

  async seal(purpose: SealPurpose, value: string): Promise<string> {
    const kid = this.#keys.current;
    return new CompactEncrypt(this.#encoder.encode(value))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: sealedType, kid, purpose })
      .encrypt(this.#key(kid, purpose));
  }

  async open(purpose: SealPurpose, sealed: string): Promise<string> {
    try {
      const header = decodeProtectedHeader(sealed);
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, this.#key(header.kid, purpose), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      if (protectedHeader.typ !== sealedType || protectedHeader.purpose !== purpose) throw new SealBroken();
      return this.#decoder.decode(plaintext);
    } catch (error) {
      // jose names what it dislikes of a sealed text by its own errors, and text that is none by a TypeError.
      if (error instanceof errors.JOSEError || error instanceof TypeError) throw new SealBroken();
      throw error;
    }
  }

  #key(kid: unknown, purpose: SealPurpose): Uint8Array {
    const key = typeof kid === 'string' ? this.#keys.subKey(kid, `seal:${purpose}`) : null;
    if (key === null) throw new SealBroken();
    return key;
  }
}

/**
 * The keys that open the sealed values of events, as JWKs (RFC 7517), the current one first: what a consumer is given.
 * They open and make nothing else.
 */
export function eventKeys(keys: SecretKeys): { readonly keys: readonly JWK[] } {
  return { keys: keys.kids.map((kid) => eventKey(keys, kid)) };
}

function eventKey(keys: SecretKeys, kid: string): JWK {
  const key = keys.subKey(kid, 'seal:event');
  if (key === null) throw new SealBroken();
  return { kty: 'oct', kid, use: 'enc', alg: 'dir', k: Buffer.from(key).toString('base64url') };
}
