import { HashingOverloaded } from '@users/application';
import { Argon2Hasher, defaultArgon2Cost } from '@users/crypto';
import { describe, expect, test } from 'vitest';
import { cheapArgon2 as cheap } from '../support/crypto-fixture.ts';

const pool = { width: 2, queueLimit: 32 };
const hasher = new Argon2Hasher(cheap, pool);
const password = 'correct horse battery';

describe('hashing passwords', () => {
  test('the real cost: what is hashed is verified, in a PHC string that says how', async () => {
    const real = new Argon2Hasher(defaultArgon2Cost, pool);
    const hash = await real.hash(password);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await real.verify(hash, password)).toBe(true);
    expect(await real.verify(hash, `${password} `)).toBe(false);
    expect(real.needsRehash(hash)).toBe(false);
  });

  test('each hash has a salt of its own', async () => {
    expect(await hasher.hash(password)).not.toBe(await hasher.hash(password));
  });

  test('one password typed on two keyboards is one password (NFC)', async () => {
    const hash = await hasher.hash('cafe\u0301 con leche');
    expect(await hasher.verify(hash, 'caf\u00e9 con leche')).toBe(true);
    expect(await hasher.verify(hash, 'cafe con leche')).toBe(false);
  });

  test('a password is more than its beginning', async () => {
    // bcrypt reads 72 bytes and stops at a NUL; argon2 must not.
    const long = 'x'.repeat(100);
    expect(await hasher.verify(await hasher.hash(`${long}a`), `${long}b`)).toBe(false);
    expect(await hasher.verify(await hasher.hash('one\0two'), 'one\0three')).toBe(false);
  });
});

describe('without an account', () => {
  test('a null hash takes a place in the pool and runs a hash', async () => {
    const slow = new Argon2Hasher({ ...cheap, memoryKib: 1024 }, { width: 1, queueLimit: 0 });
    await slow.warmUp();
    const checking = slow.verify(null, password);
    expect(slow.load).toEqual({ running: 1, waiting: 0 });
    await expect(slow.verify(null, password)).rejects.toThrow(HashingOverloaded);
    await expect(slow.hash(password)).rejects.toThrow(HashingOverloaded);
    expect(await checking).toBe(false);
    expect(slow.load).toEqual({ running: 0, waiting: 0 });
  });

  // User enumeration by time: Zitadel CVE-2024-41952. Processor time, which a busy machine does not change.
  test('it costs what an account costs', async () => {
    const costly = new Argon2Hasher({ memoryKib: 8192, timeCost: 2, parallelism: 1 }, { width: 1, queueLimit: 0 });
    const hash = await costly.hash(password);
    await costly.warmUp();
    const known = await processorTime(() => costly.verify(hash, password));
    const unknown = await processorTime(() => costly.verify(null, password));
    expect(unknown).toBeGreaterThan(known / 3);
  });

  test('no password is right, not even an empty one', async () => {
    for (const guess of ['', password, 'null']) expect(await hasher.verify(null, guess)).toBe(false);
  });

  test('a text that is no argon2 hash is like no account', async () => {
    for (const text of ['', 'x', '$2b$10$abcdefghijklmnopqrstuu', '$argon2id$v=19$m=64,t=1,p=1$AA$AA']) {
      expect(await hasher.verify(text, 'x')).toBe(false);
      expect(hasher.needsRehash(text)).toBe(true);
    }
  });
});

describe('parameters that change', () => {
  test.each([
    ['memory', { ...cheap, memoryKib: 128 }],
    ['passes', { ...cheap, timeCost: 2 }],
    ['lanes', { ...cheap, parallelism: 2 }],
  ])('%s: old hashes go on being verified, and are due for a new one', async (_, cost) => {
    const old = await hasher.hash(password);
    const changed = new Argon2Hasher(cost, pool);
    expect(await changed.verify(old, password)).toBe(true);
    expect(changed.needsRehash(old)).toBe(true);
    expect(changed.needsRehash(await changed.hash(password))).toBe(false);
  });

  test('another algorithm of the family is due too', () => {
    const [salt, hash] = [Buffer.alloc(16, 1), Buffer.alloc(32, 1)].map((part) =>
      part.toString('base64').replace(/=/g, ''),
    );
    expect(hasher.needsRehash(`$argon2id$v=19$m=64,t=1,p=1$${salt}$${hash}`)).toBe(false);
    expect(hasher.needsRehash(`$argon2i$v=19$m=64,t=1,p=1$${salt}$${hash}`)).toBe(true);
    expect(hasher.needsRehash(`$argon2d$v=19$m=64,t=1,p=1$${salt}$${hash}`)).toBe(true);
    expect(hasher.needsRehash(`$argon2id$v=16$m=64,t=1,p=1$${salt}$${hash}`)).toBe(true);
  });
});

test('a flood is bounded: what fits is served, the rest is refused', async () => {
  const narrow = new Argon2Hasher(cheap, { width: 2, queueLimit: 6 });
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => narrow.hash(password)));
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(8);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(HashingOverloaded);
  }
});

/** Microseconds of all threads, at the least of several tries. */
async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const tries: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    tries.push(user + system);
  }
  return Math.min(...tries);
}
