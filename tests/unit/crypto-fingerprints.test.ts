import { createHash } from 'node:crypto';
import { requestKey, requestKeys } from '@users/application';
import { parseSecretKeys } from '@users/crypto';
import { parseEmailAddress } from '@users/domain';
import { describe, expect, test } from 'vitest';
import { cryptoFixture } from '../support/crypto-fixture.ts';

const text = (name: string): string => `${name}:${createHash('sha256').update(name).digest('base64url')}`;
const under = (...names: readonly string[]) => cryptoFixture({ secretKeys: parseSecretKeys(names.map(text).join()) });
const ada = parseEmailAddress('ada@example.org');

describe('fingerprints', () => {
  test('are the same for the same text, and name their key', () => {
    const { fingerprinter } = under('one');
    expect(fingerprinter.of('x')).toBe(fingerprinter.of('x'));
    expect(fingerprinter.of('x')).not.toBe(fingerprinter.of('y'));
    expect(fingerprinter.of('x')).toMatch(/^one\.[\w-]{43}$/);
    expect(fingerprinter.matches(fingerprinter.of('x'), 'x')).toBe(true);
  });

  test('by all keys are those that each of the keys alone makes, the present one first', () => {
    const { requestNames } = under('new', 'old');
    expect(requestNames.all('x')).toEqual([under('new').requestNames.of('x'), under('old').requestNames.of('x')]);
    expect(requestNames.of('x')).toBe(requestNames.all('x')[0]);
  });

  // Whoever could have one made of a text of theirs must not learn the name of somebody's request by it.
  test('for requests are others than those of payloads', () => {
    const { fingerprinter, requestNames } = under('one');
    expect(requestNames.of('x')).not.toBe(fingerprinter.of('x'));
    expect(fingerprinter.matches(requestNames.of('x'), 'x')).toBe(false);
  });
});

describe('names of requests', () => {
  test('differ by kind and address, and tell neither', () => {
    const { requestNames } = under('one');
    const kinds = ['register', 'resend', 'reset'] as const;
    const names = kinds.flatMap((kind) => [
      requestKey(requestNames, kind, ada),
      requestKey(requestNames, kind, parseEmailAddress('eve@example.org')),
    ]);
    expect(new Set(names).size).toBe(6);
    expect(names.join()).not.toMatch(/ada|eve|example|register|resend|reset/);
  });

  test('of a process that has the next secret key are known, and so are those of one that has it not yet', () => {
    const [before, after] = [under('old', 'new'), under('new', 'old')];
    expect(requestKeys(after.requestNames, 'reset', ada)).toContain(requestKey(before.requestNames, 'reset', ada));
    expect(requestKeys(before.requestNames, 'reset', ada)).toContain(requestKey(after.requestNames, 'reset', ada));
  });
});
