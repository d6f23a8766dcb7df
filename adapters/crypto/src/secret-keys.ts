import { hkdfSync, randomBytes } from 'node:crypto';
import type { SealPurpose } from '@users/application';
import { DomainError } from '@users/domain';

/** What a sub-key is for; each has a key of its own, so that a value made for one cannot serve as another. */
export type SubKeyUse = `seal:${SealPurpose}` | 'refresh_token' | 'fingerprint' | 'request';

export interface SecretKey {
  /** Names the key in what it made; public. */
  readonly kid: string;
  /** At least 32 bytes. */
  readonly key: Uint8Array;
}

/** The text of the secret keys is not what it should be. Says which entry, never what is in it. */
export class InvalidSecretKeys extends DomainError {
  readonly code = 'invalid_secret_keys';
}

const minBytes = 32;
const subKeyBytes = 32;
/** 32 random bytes have 30 different values or so; an example's, or a word's, have few. */
const minDifferentBytes = 16;
const kidForm = /^[A-Za-z0-9_-]{1,32}$/;
const base64urlForm = /^[A-Za-z0-9_-]+$/;

/**
 * The server's secrets: the first makes, any of them opens and verifies. To replace one without refusing anything, add
 * the new key last on every process, then move it to the front, and drop the old one when nothing made by it is alive
 * (refresh tokens: the absolute lifetime of a session; signing keys: their rotation).
 *
 * They are never used as they are: HKDF-SHA256 (RFC 5869) makes one sub-key per use.
 */
export class SecretKeys {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #subKeys = new Map<string, Uint8Array>();
  /** Id of the key that makes new things. */
  readonly current: string;

  /** @throws InvalidSecretKeys when there is none, one is short, or two share a name */
  constructor(keys: readonly SecretKey[]) {
    const [first] = keys;
    if (first === undefined) throw new InvalidSecretKeys('at least one secret key is needed');
    for (const [index, { kid, key }] of keys.entries()) {
      const entry = `entry ${index + 1} of the secret keys`;
      if (!kidForm.test(kid)) throw new InvalidSecretKeys(`${entry} needs a name of 1 to 32 letters, digits, _ or -`);
      if (key.length < minBytes) throw new InvalidSecretKeys(`${entry} is shorter than ${minBytes} bytes`);
    }
    this.#keys = new Map(keys.map(({ kid, key }) => [kid, Uint8Array.from(key)]));
    if (this.#keys.size !== keys.length) throw new InvalidSecretKeys('two secret keys have the same name');
    this.current = first.kid;
  }

  /** Ids of all keys, the current one first. */
  get kids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** 256 bits for this use alone; null when the key is not known here. */
  subKey(kid: string, use: SubKeyUse): Uint8Array | null {
    const id = `${use} ${kid}`;
    const known = this.#subKeys.get(id);
    if (known !== undefined) return known;
    const key = this.#keys.get(kid);
    if (key === undefined) return null;
    const subKey = new Uint8Array(hkdfSync('sha256', key, '', `users-service/1/${use}`, subKeyBytes));
    this.#subKeys.set(id, subKey);
    return subKey;
  }

  /** The sub-keys of all keys for this use, the current one first. */
  subKeys(use: SubKeyUse): readonly Uint8Array[] {
    return this.kids.map((kid) => this.subKey(kid, use)).filter((key) => key !== null);
  }
}

/**
 * Reads `kid:base64url,kid2:base64url`, the current key first.
 *
 * @throws InvalidSecretKeys naming the entry by its place, without a word of its content
 */
export function parseSecretKeys(text: string): SecretKeys {
  return new SecretKeys(text.split(',').map(parseEntry));
}

function parseEntry(text: string, index: number): SecretKey {
  const entry = `entry ${index + 1} of the secret keys`;
  const [kid, encoded, ...more] = text.trim().split(':');
  if (kid === undefined || encoded === undefined || more.length > 0) {
    throw new InvalidSecretKeys(`${entry} is not of the form name:key`);
  }
  const body = encoded.replace(/=+$/, '');
  const key = Buffer.from(body, 'base64url');
  // Node skips what it cannot decode; a key must not lose bytes silently.
  if (!base64urlForm.test(body) || key.toString('base64url') !== body) {
    throw new InvalidSecretKeys(`${entry} is not base64url (A-Z a-z 0-9 - _)`);
  }
  if (key.length >= minBytes && new Set(key).size < minDifferentBytes) {
    throw new InvalidSecretKeys(`${entry} is not random: \`users key generate\` makes one that is`);
  }
  return { kid, key };
}

/** A new key as text that `parseSecretKeys` reads: a random name and 256 random bits. */
export function generateSecretKey(): string {
  return `${randomBytes(4).toString('hex')}:${randomBytes(minBytes).toString('base64url')}`;
}
