import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { generateSecretKey, InvalidSecretKeys, parseSecretKeys } from '@users/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const secret = createHash('sha256').update('secret').digest('base64url');
const other = createHash('sha256').update('other').digest('base64url');

describe('reading secret keys', () => {
  test('the first is current, spaces and padding do not count', () => {
    const keys = parseSecretKeys(` new:${secret} , old:${other}= `);
    expect(keys.current).toBe('new');
    expect(keys.kids).toEqual(['new', 'old']);
  });

  test('a generated key can be read, and no two are alike', () => {
    const [one, two] = [generateSecretKey(), generateSecretKey()];
    expect(one).not.toBe(two);
    expect(parseSecretKeys(`${one},${two}`).kids).toHaveLength(2);
  });

  const short = Buffer.alloc(31, 7).toString('base64url');
  test.each([
    ['nothing', '', 'not of the form name:key'],
    ['a secret without a name', secret, 'not of the form name:key'],
    ['a second entry without a name', `a:${secret},${other}`, 'entry 2'],
    ['an empty name', `:${secret}`, 'needs a name'],
    ['a name with spaces', `a b:${secret}`, 'needs a name'],
    ['31 bytes', `a:${short}`, 'shorter than 32 bytes'],
    // A key that stood in an example or was typed by hand opens everything to whoever guesses it.
    ['a word repeated', `a:${Buffer.alloc(32, 'secret').toString('base64url')}`, 'not random'],
    ['base64 that is not base64url', `a:${secret.slice(0, -2)}+/`, 'not base64url'],
    ['bits beyond the last byte', `a:${secret.slice(0, -1)}B`, 'not base64url'],
    ['two of one name', `a:${secret},a:${other}`, 'the same name'],
    ['two colons', `a:${secret}:${other}`, 'not of the form name:key'],
  ])('%s is refused with a reason', (_, text, reason) => {
    expect(() => parseSecretKeys(text)).toThrow(InvalidSecretKeys);
    expect(() => parseSecretKeys(text)).toThrow(reason);
  });

  test('no error repeats what it was given: it ends in a log', () => {
    const character = fc.constantFrom('a', 'B', '9', '-', '_', '+', '/', ':', ',', '=', ' ', 'é');
    const entries = fc.array(fc.string({ unit: character, minLength: 8 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(entries, (parts) => {
        try {
          parseSecretKeys(parts.join(','));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidSecretKeys);
          for (const part of parts.flatMap((text) => text.split(/[:,]/)).filter((text) => text.trim().length > 7)) {
            expect(String(error)).not.toContain(part.trim());
          }
        }
      }),
    );
  });
});

describe('sub-keys', () => {
  const keys = parseSecretKeys(`a:${secret},b:${other}`);

  test('each use and each key has its own, always the same', () => {
    const uses = ['seal:event', 'seal:task', 'seal:credentials', 'seal:signing_key', 'refresh_token'] as const;
    const made = uses.flatMap((use) => keys.subKeys(use)).map((key) => Buffer.from(key).toString('hex'));
    expect(new Set(made).size).toBe(uses.length * 2);
    expect(parseSecretKeys(`a:${secret}`).subKey('a', 'seal:event')).toEqual(keys.subKey('a', 'seal:event'));
  });

  test('an unknown key has none', () => {
    expect(keys.subKey('c', 'refresh_token')).toBeNull();
  });

  test('printing them shows no secret', () => {
    const hex = Buffer.from(secret, 'base64url').toString('hex');
    for (const text of [inspect(keys, { showHidden: true, depth: 9 }), JSON.stringify(keys), String(keys)]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(hex);
    }
  });
});
