import { InvalidEmailAddress, parseEmailAddress } from '@users/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('the canonical form', () => {
  test.each([
    ['plain', 'ada@example.org', 'ada@example.org'],
    ['spaces around it', ' \t ada@example.org \n', 'ada@example.org'],
    ['upper case', 'Ada.Lovelace@EXAMPLE.Org', 'ada.lovelace@example.org'],
    ['decomposed letters', 'jose\u0301@example.org', 'josé@example.org'],
    ['composed letters', 'JOS\u00c9@example.org', 'josé@example.org'],
    ['a letter that only lower case has composed', 'J\u030cx@example.org', '\u01f0x@example.org'],
    ['an international domain', 'ada@Bücher.example', 'ada@xn--bcher-kva.example'],
    ['the same domain as A-labels', 'ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
    ['a domain in full-width letters', 'ada@ｅｘａｍｐｌｅ.org', 'ada@example.org'],
    ['sharp s is not ss', 'ada@straße.example', 'ada@xn--strae-oqa.example'],
    ['a local part in another script', 'Пример@example.org', 'пример@example.org'],
    ['every sign that is allowed', "a!#$%&'*+/=?^_`{|}~-z@example.org", "a!#$%&'*+/=?^_`{|}~-z@example.org"],
    ['many labels, digits and hyphens', 'a@x-1.2.example.co', 'a@x-1.2.example.co'],
  ])('%s', (_what, input, expected) => {
    expect(parseEmailAddress(input)).toBe(expected);
  });

  test('dots and plus signs are kept: whoever owns one does not own the other', () => {
    const forms = ['adalovelace@example.org', 'ada.lovelace@example.org', 'adalovelace+news@example.org'];
    expect(new Set(forms.map(parseEmailAddress)).size).toBe(3);
  });

  // Django CVE-2019-19844: a look-alike that some database or case rule folds into the victim's address.
  test.each([
    ['dotless i', 'm\u0131ke@example.org', 'mike@example.org'],
    ['long s', 'ada\u017f@example.org', 'adas@example.org'],
    ['ligature fi', '\ufb01ona@example.org', 'fiona@example.org'],
    ['full-width a', '\uff41da@example.org', 'ada@example.org'],
    ['cyrillic a', '\u0430da@example.org', 'ada@example.org'],
    ['superscript two', 'a\u00b2@example.org', 'a2@example.org'],
    ['capital i with a dot', 'm\u0130ke@example.org', 'mike@example.org'],
    ['an accent', 'adá@example.org', 'ada@example.org'],
  ])('%s does not become another address', (_what, lookalike, victim) => {
    expect(parseEmailAddress(lookalike)).not.toBe(parseEmailAddress(victim));
  });

  test('the Kelvin sign is the letter k, by Unicode itself', () => {
    expect(parseEmailAddress('\u212aelvin@example.org')).toBe('kelvin@example.org');
  });
});

describe('refused', () => {
  test.each([
    ['nothing', ''],
    ['no @', 'example.org'],
    ['no local part', '@example.org'],
    ['no domain', 'ada@'],
    ['a domain of one label', 'ada@localhost'],
    ['two @', 'ada@home@example.org'],
    ['quoted local part', '"ada"@example.org'],
    ['a dot at the start', '.ada@example.org'],
    ['a dot at the end', 'ada.@example.org'],
    ['two dots', 'a..da@example.org'],
    ['a space inside', 'a da@example.org'],
    ['a line break', 'ada@example.org\nBcc: all@example.org'],
    ['a line break before the @', 'ada\r\n@example.org'],
    ['a NUL', 'ada\0@example.org'],
    ['a zero-width space', 'a\u200bda@example.org'],
    ['a right-to-left override', 'a\u202eda@example.org'],
    ['half a surrogate pair', 'a\ud83dda@example.org'],
    ['an angle bracket', 'Ada <ada@example.org>'],
    ['a comma: two recipients', 'ada@example.org,eve@example.org'],
    ['an IP address', 'ada@127.0.0.1'],
    ['an IP literal', 'ada@[127.0.0.1]'],
    ['a number that parsers take for an IP address', 'ada@0x7f.1'],
    ['a port', 'ada@example.org:25'],
    ['a path', 'ada@example.org/path'],
    ['a user in the host', 'ada@eve:pw@example.org'],
    ['a percent sign in the host', 'ada@ex%61mple.org'],
    ['a hyphen at the start of a label', 'ada@-example.org'],
    ['a hyphen at the end of a label', 'ada@example-.org'],
    ['an underscore in the domain', 'ada@my_host.org'],
    ['an empty label', 'ada@example..org'],
    ['a dot at the end of the domain', 'ada@example.org.'],
    ['a numeric top-level domain', 'ada@example.123'],
    ['a label of 64 letters', `ada@${'a'.repeat(64)}.org`],
    ['a local part of 65 octets', `${'a'.repeat(65)}@example.org`],
    ['a local part of 65 octets in 33 letters', `${'ä'.repeat(32)}a@example.org`],
    ['255 octets in all', `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}${'c'.repeat(7)}`],
  ])('%s', (_what, input) => {
    expect(() => parseEmailAddress(input)).toThrow(InvalidEmailAddress);
  });

  test('64 octets before the @ and 254 in all are the most that is taken', () => {
    const longest = `${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(3)}${'c'.repeat(6)}`;
    expect(longest).toHaveLength(254);
    expect(parseEmailAddress(longest)).toBe(longest);
  });

  test('the error does not repeat the address', () => {
    const refuse = (): unknown => parseEmailAddress('not an address, but private');
    expect(refuse).toThrow(InvalidEmailAddress);
    expect(refuse).not.toThrow(/private/);
  });
});

describe('for whatever is typed', () => {
  /** Letters whose case or composition is peculiar, and plain ones around them. */
  const sign = fc.oneof(
    fc.constantFrom(...'azAZ09._+-ßẞİıſKÅσςΣǅŉΐᾳᾼJTWYHẗ'),
    fc.constantFrom('\u0301', '\u0308', '\u030c', '\u0307', '\u0323', '\u0345', '\u030a', '\u0331'),
    fc.integer({ min: 0xa0, max: 0x2fff }).map((point) => String.fromCodePoint(point)),
  );
  const typed = fc
    .tuple(fc.array(sign, { minLength: 1, maxLength: 12 }), fc.array(sign, { minLength: 1, maxLength: 8 }))
    .map(([local, domain]) => `${local.join('')}@${domain.join('')}.example.org`);

  function canonical(input: string): string | null {
    try {
      return parseEmailAddress(input);
    } catch (error) {
      if (error instanceof InvalidEmailAddress) return null;
      throw error;
    }
  }

  test('it gives an address or InvalidEmailAddress and nothing else', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (input) => void canonical(input)));
    fc.assert(fc.property(typed, (input) => void canonical(input)));
  });

  test('the canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(typed, (input) => {
        const once = canonical(input);
        fc.pre(once !== null);
        expect(canonical(once)).toBe(once);
      }),
      { numRuns: 400, examples: [['J\u030c@a.example.org'], ['T\u0308\u0301@a.example.org'], ['Σ@a.example.org']] },
    );
  });

  test('the ways to write one text are one address', () => {
    fc.assert(
      fc.property(typed, (input) => {
        expect(canonical(input.normalize('NFD'))).toBe(canonical(input.normalize('NFC')));
        expect(canonical(` ${input}\n`)).toBe(canonical(input));
      }),
      { numRuns: 500 },
    );
  });
});
