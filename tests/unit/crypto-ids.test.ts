import { NodeIdGenerator } from '@users/crypto';
import { expect, test } from 'vitest';

const ids = new NodeIdGenerator();

test('ids are UUIDs of version 7, so that indexes grow at their end', () => {
  const made = Array.from({ length: 100 }, () => ids.uuid());
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(made).size).toBe(100);
});

test('secrets are 256 bits, and no two are alike', () => {
  const made = Array.from({ length: 100 }, () => ids.secret());
  for (const secret of made) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(new Set(made).size).toBe(100);
});

test('a digest is SHA-256 in base64url (the vector of FIPS 180-2)', () => {
  const expected = Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex');
  expect(ids.digest('abc')).toBe(expected.toString('base64url'));
});
