import { checkPassword, maxPasswordLength, normalizePassword, WeakPassword } from '@users/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const policy = { minLength: 15 };

/** What is said against it; null when it is taken. */
function complaint(password: string, about: { email?: string; fullName?: string } = {}): string | null {
  try {
    checkPassword(policy, password, about);
    return null;
  } catch (error) {
    if (error instanceof WeakPassword) return error.message;
    throw error;
  }
}

describe('length', () => {
  test('fifteen characters are enough, fourteen are not', () => {
    expect(complaint('correct horse b')).toBeNull();
    expect(complaint('correct horse ')).toContain('at least 15');
  });

  test('the deployment says how many', () => {
    expect(() => checkPassword({ minLength: 8 }, 'abcdefgh')).not.toThrow();
    expect(() => checkPassword({ minLength: 9 }, 'abcdefgh')).toThrow('at least 9');
  });

  test('a sign is a code point, however many bytes or units it takes', () => {
    expect(complaint('🦆🐎🔋📎'.repeat(4).slice(0, -2))).toBeNull();
    expect(complaint('🦆🐎🔋📎'.repeat(3))).toContain('at least 15');
  });

  test('a letter with its accent is one, typed in either way', () => {
    const decomposed = 'e\u0301a\u0301i\u0301o\u0301';
    expect(complaint(decomposed.repeat(3))).toContain('at least 15');
    expect(complaint(decomposed.repeat(4))).toBeNull();
  });

  test('the longest is 256', () => {
    const long = 'abcd'.repeat(maxPasswordLength / 4);
    expect(complaint(long)).toBeNull();
    expect(complaint(`${long}e`)).toContain('at most 256');
  });
});

describe('what an attacker tries first', () => {
  test.each([
    ['one sign', 'a'.repeat(20)],
    ['two signs', 'ab'.repeat(10)],
    ['three signs', 'abc'.repeat(10)],
    ['spaces', ' '.repeat(20)],
  ])('%s repeated', (_what, password) => {
    expect(complaint(password)).toContain('repeated');
  });

  const about = { email: 'ada.lovelace.of.london@example.org', fullName: 'Augusta Ada Lovelacé' };

  test.each([
    ['the address', 'ada.lovelace.of.london@example.org'],
    ['the address in capitals', 'ADA.LOVELACE.OF.LONDON@EXAMPLE.ORG'],
    ['its local part', 'Ada.Lovelace.Of.London'],
    ['the name', 'augusta ada lovelacé'],
    ['the name, typed decomposed', 'Augusta Ada Lovelace\u0301'],
  ])('%s', (_what, password) => {
    expect(complaint(password, about)).toContain('your own');
    expect(complaint(`${password} and more`, about)).toBeNull();
    expect(complaint(password)).toBeNull();
  });
});

// OWASP ASVS 6.2.5: composition rules make passwords worse.
test.each([
  'all lower case letters',
  '314159265358979',
  'ΠΑΝΤΑ ΡΕΙ ΚΑΙ ΟΥΔΕΝ ΜΕΝΕΙ',
  'with\ttabs\tin it\t.',
  '漢字かな交じり文でも長ければ良い',
])('no signs are asked for or forbidden: %s', (password) => {
  expect(complaint(password)).toBeNull();
});

test('the complaint names the field and never the password', () => {
  const password = 'hunter2';
  expect(() => checkPassword(policy, password)).toThrow(
    expect.objectContaining({ code: 'weak_password', fields: [{ pointer: '/password', detail: expect.any(String) }] }),
  );
  expect(complaint(password)).not.toContain(password);
});

test('whoever types the same password on two keyboards is judged and hashed alike', () => {
  const letters = fc.array(fc.constantFrom('é', 'Å', 'ñ', 'ǰ', '각', 'a', ' ', '\u0301', '\u0323'), { maxLength: 40 });
  fc.assert(
    fc.property(letters, (signs) => {
      const [composed, decomposed] = [signs.join('').normalize('NFC'), signs.join('').normalize('NFD')];
      expect(complaint(decomposed)).toBe(complaint(composed));
      expect(normalizePassword(decomposed)).toBe(normalizePassword(composed));
    }),
  );
});
