import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Fingerprinter } from '@users/application';
import type { SecretKeys } from './secret-keys.ts';

/** HMAC-SHA256, base64url, behind the name of its key: what an older secret key made can still be compared. */
export class HmacFingerprinter implements Fingerprinter {
  readonly #keys: SecretKeys;

  constructor(keys: SecretKeys) {
    this.#keys = keys;
  }

  of(text: string): string {
    const { current } = this.#keys;
    return `${current}.${this.#mac(current, text)?.toString('base64url')}`;
  }

  matches(fingerprint: string, text: string): boolean {
    const [kid = '', given = ''] = fingerprint.split('.');
    const expected = this.#mac(kid, text);
    const bytes = Buffer.from(given, 'base64url');
    return expected !== null && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  }

  #mac(kid: string, text: string): Buffer | null {
    const key = this.#keys.subKey(kid, 'fingerprint');
    return key === null ? null : createHmac('sha256', key).update(text).digest();
  }
}
