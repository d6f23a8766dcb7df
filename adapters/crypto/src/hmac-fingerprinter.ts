import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Fingerprinter } from '@users/application';
import type { SecretKeys, SubKeyUse } from './secret-keys.ts';

/** HMAC-SHA256, base64url, behind the name of its key: what an older secret key made can still be compared. */
export class HmacFingerprinter implements Fingerprinter {
  readonly #keys: SecretKeys;
  readonly #use: SubKeyUse;

  /** @param use what its fingerprints are for: those for one say nothing about those for another */
  constructor(keys: SecretKeys, use: Extract<SubKeyUse, 'fingerprint' | 'request'>) {
    this.#keys = keys;
    this.#use = use;
  }

  of(text: string): string {
    return this.#under(this.#keys.current, text);
  }

  all(text: string): readonly string[] {
    return this.#keys.kids.map((kid) => this.#under(kid, text));
  }

  matches(fingerprint: string, text: string): boolean {
    const [kid = '', given = ''] = fingerprint.split('.');
    const expected = this.#mac(kid, text);
    const bytes = Buffer.from(given, 'base64url');
    return expected !== null && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  }

  #under(kid: string, text: string): string {
    return `${kid}.${this.#mac(kid, text)?.toString('base64url')}`;
  }

  #mac(kid: string, text: string): Buffer | null {
    const key = this.#keys.subKey(kid, this.#use);
    return key === null ? null : createHmac('sha256', key).update(text).digest();
  }
}
