import { createHash } from 'node:crypto';
import { HmacRefreshTokenCodec, NodeIdGenerator, parseSecretKeys } from '@users/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const text = (name: string): string => `${name}:${createHash('sha256').update(name).digest('base64url')}`;
const codec = new HmacRefreshTokenCodec(parseSecretKeys(text('one')));
const ids = new NodeIdGenerator();
const seed = ids.secret();
const sessionId = ids.uuid();

describe('refresh tokens', () => {
  test('say which session and generation they are of, and are genuine for its seed', () => {
    const generation = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(fc.uuid(), generation, fc.string(), (id, number, ownSeed) => {
        const parsed = codec.parse(codec.mint({ sessionId: id, generation: number, seed: ownSeed }));
        expect(parsed).toMatchObject({ sessionId: id, generation: number });
        expect(parsed?.genuine(ownSeed)).toBe(true);
        expect(parsed?.genuine(`${ownSeed}x`)).toBe(false);
      }),
    );
  });

  test('carry a prefix that secret scanners know, and fit a header', () => {
    expect(codec.mint({ sessionId, generation: 1, seed })).toMatch(/^rt_[\w-]{70}$/);
  });

  // A client that lost the answer to a refresh asks again and must get the same successor (Keycloak CVE-2026-1035).
  test('the same input gives the same token, in every process with the same keys', () => {
    const minted = codec.mint({ sessionId, generation: 2, seed });
    expect(codec.mint({ sessionId, generation: 2, seed })).toBe(minted);
    const other = new HmacRefreshTokenCodec(parseSecretKeys(`${text('one')},${text('two')}`));
    expect(other.mint({ sessionId, generation: 2, seed })).toBe(minted);
  });

  test('a token cannot be turned into one of another generation or session', () => {
    const bytes = Buffer.from(codec.mint({ sessionId, generation: 1, seed }).slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const forged = Buffer.from(bytes);
      forged[at] = (forged[at] ?? 0) ^ 1;
      const parsed = codec.parse(`rt_${forged.toString('base64url')}`);
      expect(parsed).not.toBeNull();
      expect(parsed?.genuine(seed)).toBe(false);
    }
  });

  test('each token has one spelling', () => {
    const minted = codec.mint({ sessionId, generation: 1, seed });
    const bytes = Buffer.from(minted.slice(3), 'base64url');
    const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((last) => minted.slice(0, -1) + last)
      .filter((each) => Buffer.from(each.slice(3), 'base64url').equals(bytes));
    expect(spellings.length).toBeGreaterThan(1);
    expect(spellings.filter((each) => codec.parse(each) !== null)).toEqual([minted]);
  });

  test('keys rotate: an old token stays genuine while its key is known', () => {
    const minted = codec.mint({ sessionId, generation: 1, seed });
    const rotated = new HmacRefreshTokenCodec(parseSecretKeys(`${text('two')},${text('one')}`));
    expect(rotated.parse(minted)?.genuine(seed)).toBe(true);
    expect(rotated.mint({ sessionId, generation: 1, seed })).not.toBe(minted);
    const dropped = new HmacRefreshTokenCodec(parseSecretKeys(text('two')));
    expect(dropped.parse(minted)?.genuine(seed)).toBe(false);
  });

  test('what is no refresh token is null, and never an error', () => {
    const minted = codec.mint({ sessionId, generation: 1, seed });
    const near = [
      minted.slice(3),
      minted.slice(0, -1),
      `${minted}A`,
      ` ${minted}`,
      `${minted}\n`,
      `RT_${minted.slice(3)}`,
    ];
    for (const garbage of ['', 'rt_', 'null', ...near]) expect(codec.parse(garbage)).toBeNull();
    const character = fc.constantFrom('A', '_', '-', 'z', '=', '.', '\0', 'é', '🧑‍🚀');
    const tail = fc.string({ unit: character, maxLength: 90 });
    fc.assert(
      fc.property(
        fc.oneof(
          tail,
          tail.map((each) => `rt_${each}`),
        ),
        (garbage) => codec.parse(garbage) === null,
      ),
    );
  });

  test('what is no session id or generation is not minted', () => {
    expect(() => codec.mint({ sessionId: 'x', generation: 1, seed })).toThrow(RangeError);
    expect(() => codec.mint({ sessionId: sessionId.toUpperCase(), generation: 1, seed })).toThrow(RangeError);
    for (const generation of [-1, 2 ** 32]) {
      expect(() => codec.mint({ sessionId, generation, seed })).toThrow(RangeError);
    }
  });
});
