import { InvalidSender, parseSender } from '@users/mail';
import { isMailable } from '@users/mail/mail-address';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test.each([
  ['Users <no-reply@example.com>', 'Users', 'no-reply@example.com'],
  ['  "Users, Inc."  <no-reply@example.com> ', 'Users, Inc.', 'no-reply@example.com'],
  ['Cuentas Ñandú <no-reply@localhost>', 'Cuentas Ñandú', 'no-reply@localhost'],
  ['<no-reply@example.com>', 'example.com', 'no-reply@example.com'],
  ['no-reply@example.com', 'example.com', 'no-reply@example.com'],
])('%s is a sender', (text, name, address) => {
  expect(parseSender(text)).toEqual({ name, address });
});

test.each(['', 'Users', 'Users <>', 'Users <a@b> <c@d>', 'a@b, c@d', 'Users <a@b\r\nBcc: c@d>', 'U\r\nBcc: x <a@b>'])(
  '%j is none',
  (text) => {
    expect(() => parseSender(text)).toThrow(InvalidSender);
  },
);

test('no text makes reading a sender fail otherwise', () => {
  const sign = fc.constantFrom('<', '>', '"', '@', ' ', ',', 'a', '.', '\n', 'é');
  fc.assert(
    fc.property(fc.string({ unit: sign, maxLength: 30 }), (text) => {
      try {
        expect(isMailable(parseSender(text).address)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidSender);
      }
    }),
  );
});

test.each(['ana@example.com', "o'brien+x@example.co.uk", 'josé@example.com', 'a@localhost'])(
  '%s can be mailed to',
  (address) => {
    expect(isMailable(address)).toBe(true);
  },
);

test.each([
  '',
  'ana',
  '@example.com',
  'ana@',
  'a@b@c',
  'ana@example.com, eve@example.com',
  'ana@example.com;eve@example.com',
  'Ana <ana@example.com>',
  'ana@example.com\r\nBcc: eve@example.com',
  'ana@example.com\n',
  'ana\u2028@example.com',
  'ana @example.com',
  'ana\0@example.com',
  'ana\u0085@example.com',
  'ana,eve@example.com',
  'ana;eve@example.com',
  'group:ana@example.com',
  'ana(x)@example.com',
  `${'a'.repeat(250)}@example.com`,
])('%j cannot', (address) => {
  expect(isMailable(address)).toBe(false);
});
