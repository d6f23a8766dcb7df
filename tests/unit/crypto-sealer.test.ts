import { createHash } from 'node:crypto';
import { SealBroken, type SealPurpose } from '@users/application';
import { eventKeys, JweSealer, parseSecretKeys, type SecretKeys } from '@users/crypto';
import fc from 'fast-check';
import { base64url, CompactEncrypt, compactDecrypt, decodeProtectedHeader, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';

const text = (name: string): string => `${name}:${createHash('sha256').update(name).digest('base64url')}`;
const secretKeys = parseSecretKeys(text('one'));
const sealer = new JweSealer(secretKeys);
const purposes: SealPurpose[] = ['event', 'task', 'credentials', 'signing_key'];

/** Seals as an attacker would who holds the key of one purpose. */
async function forge(keys: SecretKeys, use: SealPurpose, header: Record<string, unknown>): Promise<string> {
  const key = keys.subKey(keys.current, `seal:${use}`) ?? new Uint8Array(32);
  const plain = { alg: 'dir', enc: 'A256GCM', typ: 'users-sealed', kid: keys.current, purpose: use };
  return new CompactEncrypt(new TextEncoder().encode('x')).setProtectedHeader({ ...plain, ...header }).encrypt(key);
}

describe('sealed values', () => {
  test('open as they were, whatever is in them', async () => {
    const character = fc.constantFrom('a', '\0', '\n', '"', 'é', '\u0301', '中', '🧑‍🚀', '\uFEFF', '\u202E');
    const value = fc.string({ unit: character, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...purposes), value, async (purpose, plain) => {
        expect(await sealer.open(purpose, await sealer.seal(purpose, plain))).toBe(plain);
      }),
      { numRuns: 50 },
    );
    expect(await sealer.open('task', await sealer.seal('task', '\uFEFFmarked'))).toBe('\uFEFFmarked');
  });

  test('the same value never looks the same twice', async () => {
    expect(await sealer.seal('task', 'x')).not.toBe(await sealer.seal('task', 'x'));
  });

  test('the header names algorithm, key and purpose, and no more', async () => {
    const header = decodeProtectedHeader(await sealer.seal('event', 'x'));
    expect(header).toEqual({ alg: 'dir', enc: 'A256GCM', typ: 'users-sealed', kid: 'one', purpose: 'event' });
  });

  // A token of one purpose accepted for another: Keycloak CVE-2026-4282.
  test('what was sealed for one purpose opens for no other', async () => {
    for (const purpose of purposes) {
      const sealed = await sealer.seal(purpose, 'x');
      for (const other of purposes.filter((each) => each !== purpose)) {
        await expect(sealer.open(other, sealed)).rejects.toThrow(SealBroken);
      }
    }
  });

  test('neither the sub-key alone nor the header alone makes a value fit', async () => {
    const headerOnly = await forge(secretKeys, 'event', { purpose: 'credentials' });
    await expect(sealer.open('credentials', headerOnly)).rejects.toThrow(SealBroken);
    await expect(sealer.open('event', headerOnly)).rejects.toThrow(SealBroken);
  });

  test('another type, algorithm or key id is refused, though the key is right', async () => {
    const genuine = await forge(secretKeys, 'task', {});
    expect(await sealer.open('task', genuine)).toBe('x');
    for (const header of [{ typ: 'JWT' }, { typ: undefined }, { purpose: undefined }, { kid: 'two' }, { kid: 7 }]) {
      await expect(sealer.open('task', await forge(secretKeys, 'task', header))).rejects.toThrow(SealBroken);
    }
    const cbc = new CompactEncrypt(new Uint8Array(1))
      .setProtectedHeader({ alg: 'dir', enc: 'A128CBC-HS256', typ: 'users-sealed', kid: 'one', purpose: 'task' })
      .encrypt(secretKeys.subKey('one', 'seal:task') ?? new Uint8Array(32));
    await expect(sealer.open('task', await cbc)).rejects.toThrow(SealBroken);
  });

  test('a change of any character breaks the seal', async () => {
    const sealed = await sealer.seal('credentials', 'a value');
    for (let at = 0; at < sealed.length; at += 1) {
      const flipped = Buffer.from(sealed);
      flipped[at] = sealed[at] === 'A' ? 66 : 65;
      // The last character of a part may hold bits that count for nothing.
      if (sameBytes(flipped.toString(), sealed)) continue;
      await expect(sealer.open('credentials', flipped.toString())).rejects.toThrow(SealBroken);
    }
  });

  test('garbage is broken too, never another error', async () => {
    const header = fc.json().map((json) => base64url.encode(json));
    const parts = fc.array(fc.oneof(header, fc.base64String(), fc.string()), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        parts.map((each) => each.join('.')),
        async (garbage) => {
          await expect(sealer.open('task', garbage)).rejects.toThrow(SealBroken);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('rotation of secret keys', () => {
  test('old values open while their key is known; new ones are made by the first', async () => {
    const sealed = await sealer.seal('task', 'old');
    const rotated = new JweSealer(parseSecretKeys(`${text('two')},${text('one')}`));
    expect(await rotated.open('task', sealed)).toBe('old');
    expect(decodeProtectedHeader(await rotated.seal('task', 'new')).kid).toBe('two');
    const dropped = new JweSealer(parseSecretKeys(text('two')));
    await expect(dropped.open('task', sealed)).rejects.toThrow(SealBroken);
  });

  test('another key of the same name opens nothing', async () => {
    const impostor = new JweSealer(parseSecretKeys(`one:${createHash('sha256').update('x').digest('base64url')}`));
    await expect(impostor.open('task', await sealer.seal('task', 'x'))).rejects.toThrow(SealBroken);
  });
});

describe('the keys of consumers', () => {
  test('open events with nothing but a JOSE library', async () => {
    const sealed = await sealer.seal('event', 'token');
    const jwk = eventKeys(secretKeys).keys.find((key) => key.kid === decodeProtectedHeader(sealed).kid);
    const { plaintext } = await compactDecrypt(sealed, await importJWK({ ...jwk }));
    expect(new TextDecoder().decode(plaintext)).toBe('token');
  });

  test('open nothing else', async () => {
    const [jwk] = eventKeys(secretKeys).keys;
    for (const purpose of ['task', 'credentials', 'signing_key'] as const) {
      const sealed = await sealer.seal(purpose, 'x');
      await expect(compactDecrypt(sealed, await importJWK({ ...jwk }))).rejects.toThrow();
    }
  });

  test('are given for each secret key, the current one first', () => {
    const keys = eventKeys(parseSecretKeys(`${text('two')},${text('one')}`)).keys;
    expect(keys.map((key) => key.kid)).toEqual(['two', 'one']);
  });
});

function sameBytes(one: string, two: string): boolean {
  const [a, b] = [one.split('.'), two.split('.')];
  const equal = (part: string, index: number) =>
    Buffer.from(part, 'base64url').equals(Buffer.from(b[index] ?? '', 'base64url'));
  // The header is authenticated as it is spelt, so there every character counts.
  return a.length === b.length && a[0] === b[0] && a.every(equal);
}
