import {
  InvalidScope,
  maxGraceSeconds,
  type Permission,
  ServiceClient,
  type ServiceClientState,
  VersionMismatch,
  WrongState,
} from '@users/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const now = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

function made(permissions: readonly Permission[] = ['users:read', 'users:write']): ServiceClient {
  const input = { id: 'billing-id', name: 'billing', description: 'Writes invoices.', permissions };
  return ServiceClient.create({ ...input, secretDigest: 'first', now });
}

function stored(overrides: Partial<ServiceClientState> = {}): ServiceClient {
  return ServiceClient.restore({ ...made().state, ...overrides });
}

describe('a service client', () => {
  test('starts with one secret, in use', () => {
    const client = made();
    expect(client.state).toEqual({
      ...{ id: 'billing-id', name: 'billing', description: 'Writes invoices.', secretDigest: 'first' },
      ...{ permissions: ['users:read', 'users:write'], previousSecret: null, createdAt: now, revokedAt: null },
      ...{ version: 1, epoch: 1 },
    });
    expect(client.touched).toBe(true);
    expect(stored().touched).toBe(false);
  });

  test('admits its secret and no other', () => {
    expect(made().admits('first', now)).toBe(true);
    for (const digest of ['', 'First', 'first ', 'second']) expect(made().admits(digest, now)).toBe(false);
  });

  test('is changed in the version that was read, or whatever it is', () => {
    expect(() => stored({ version: 3 }).expectVersion(2)).toThrow(VersionMismatch);
    stored({ version: 3 }).expectVersion(3);
    stored({ version: 3 }).expectVersion(null);
  });
});

describe('a rotation', () => {
  test('keeps the secret before for the grace, to the millisecond', () => {
    const client = stored();
    client.rotate('second', 60, now);
    expect(client.admits('second', now)).toBe(true);
    expect(client.admits('first', later(59.999))).toBe(true);
    expect(client.admits('first', later(60))).toBe(false);
    expect(client.admits('second', later(1e6))).toBe(true);
    expect(client.state).toMatchObject({ version: 2, epoch: 1 });
    expect(client.touched).toBe(true);
  });

  test('drops what is older still, however long its grace was', () => {
    const client = stored();
    client.rotate('second', maxGraceSeconds, now);
    client.rotate('third', 60, later(1));
    const admitted = ['first', 'second', 'third'].map((digest) => client.admits(digest, later(2)));
    expect(admitted).toEqual([false, true, true]);
  });

  test('without a grace ends the old secret, and the tokens that it got', () => {
    const client = stored();
    client.rotate('second', 60, now);
    client.rotate('third', 0, later(1));
    expect(['first', 'second', 'third'].map((digest) => client.admits(digest, later(1)))).toEqual([false, false, true]);
    expect(client.state).toMatchObject({ previousSecret: null, version: 3, epoch: 2 });
  });

  test.each([-1, 0.5, maxGraceSeconds + 1, Number.NaN, Number.POSITIVE_INFINITY])('has no grace of %d', (grace) => {
    const client = stored();
    expect(() => client.rotate('second', grace, now)).toThrow(RangeError);
    expect(client.touched).toBe(false);
  });

  test('any number of them: two secrets at most are good at any time, the newest always', () => {
    const steps = fc.array(
      fc.record({ grace: fc.integer({ min: 0, max: 100 }), wait: fc.integer({ max: 200, min: 0 }) }),
    );
    fc.assert(
      fc.property(steps, (list) => {
        const client = stored({ secretDigest: 's0' });
        let at = 0;
        for (const [index, { grace, wait }] of list.entries()) {
          at += wait;
          client.rotate(`s${index + 1}`, grace, later(at));
          const good = Array.from({ length: index + 2 }, (_, each) => client.admits(`s${each}`, later(at)));
          expect(good.lastIndexOf(true)).toBe(index + 1);
          expect(good.filter(Boolean)).toHaveLength(grace > 0 ? 2 : 1);
        }
      }),
    );
  });
});

describe('a revocation', () => {
  test('is for good: no secret, no token, no way back', () => {
    const client = stored();
    client.rotate('second', 60, now);
    client.revoke(later(1));
    expect(['first', 'second'].some((digest) => client.admits(digest, later(1)))).toBe(false);
    expect(client.state).toMatchObject({ revokedAt: later(1), previousSecret: null, version: 3, epoch: 2 });
    expect(() => client.rotate('third', 60, later(2))).toThrow(WrongState);
    expect(() => client.revoke(later(2))).toThrow(WrongState);
    expect(client.state.version).toBe(3);
  });
});

describe('the scope of a token', () => {
  test('is all that is granted, or what of it was asked for', () => {
    expect(made().scopeFor(null)).toEqual(['users:read', 'users:write']);
    expect(made().scopeFor(['users:write'])).toEqual(['users:write']);
    expect(made().scopeFor(['users:write', 'users:read', 'users:write'])).toEqual(['users:read', 'users:write']);
  });

  test.each([
    ['more than that', ['users:read', 'users:delete']],
    ['something else', ['users:delete']],
    ['nothing that there is', ['everything']],
    ['another spelling', ['Users:read']],
    ['an empty name', ['users:read', '']],
    ['nothing at all', []],
  ])('is refused for %s', (_, asked) => {
    expect(() => made().scopeFor(asked)).toThrow(InvalidScope);
  });

  test('is refused to whom nothing is granted (any more)', () => {
    expect(() => made([]).scopeFor(null)).toThrow(InvalidScope);
  });
});
