import { DependencyUnavailable } from '@users/application';
import { generateSecretKey, JweSealer, parseSecretKeys } from '@users/crypto';
import { calculateJwkThumbprint } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { published, type SigningWorld, sealer, secrets, signing, signingWorld } from '../support/signing-world.ts';

let clock: SigningWorld['clock'];
let repository: SigningWorld['repository'];
let process: SigningWorld['process'];

beforeEach(() => {
  ({ clock, repository, process } = signingWorld());
});

describe('the first key', () => {
  test('is made when there is none, and signs at once', async () => {
    const keys = process();
    await keys.ready();
    expect(await published(keys)).toEqual([await signing(keys)]);
  });

  test('is one, however many processes start together', async () => {
    const all = Array.from({ length: 8 }, () => process());
    await Promise.all(all.map((keys) => keys.ready()));
    expect(new Set(await Promise.all(all.map(signing))).size).toBe(1);
    expect(await repository.all()).toHaveLength(1);
  });

  test('is found again after a restart', async () => {
    const kid = await signing(process());
    expect(await signing(process())).toBe(kid);
  });

  test('signs in a process whose clock is behind', async () => {
    const kid = await signing(process());
    clock.advance(-30);
    expect(await signing(process())).toBe(kid);
  });
});

describe('what is published and stored', () => {
  test('public halves only, each under its thumbprint (RFC 7638)', async () => {
    const { keys } = await process().jwks();
    for (const jwk of keys) {
      expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
      expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' });
      expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    }
  });

  test('the private half is stored sealed, for this purpose', async () => {
    await process().ready();
    const [stored] = await repository.all();
    expect(JSON.parse(stored?.publicJwk ?? '')).not.toHaveProperty('d');
    const { d } = JSON.parse(await sealer.open('signing_key', stored?.sealedPrivateJwk ?? ''));
    expect(JSON.stringify(stored)).not.toContain(d);
    await expect(sealer.open('task', stored?.sealedPrivateJwk ?? '')).rejects.toThrow();
  });

  test('a private half that slipped into the public column is not published', async () => {
    await process().ready();
    const [stored] = await repository.all();
    if (stored === undefined) throw new Error('no key');
    await repository.remove([stored.kid]);
    const leaked = await sealer.open('signing_key', stored.sealedPrivateJwk);
    await repository.add({ ...stored, publicJwk: leaked }, new Date(0));
    const [jwk] = (await process().jwks()).keys;
    expect(jwk?.kid).toBe(stored.kid);
    expect(jwk).not.toHaveProperty('d');
  });

  test.each(['', 'null', '[]', '{}', '{"kty":"oct","k":"AAAA"}', '{"kty":"OKP","crv":"Ed25519","x":"AA"}'])(
    'the row %j stops nothing',
    async (publicJwk) => {
      const createdAt = new Date(clock.now().getTime() - 1000);
      const row = { kid: 'bad', publicJwk, sealedPrivateJwk: 'bad', createdAt, activatesAt: createdAt };
      await repository.add(row, new Date(0));
      const keys = process();
      expect(await published(keys)).toEqual([await signing(keys)]);
      expect(await keys.find('bad')).toBeNull();
    },
  );
});

describe('several processes', () => {
  test('a key that another has just added is found at its first token', async () => {
    const [one, two] = [process(), process()];
    await Promise.all([one.ready(), two.ready()]);
    const [first] = await repository.all();
    await repository.remove([first?.kid ?? '']);
    clock.advance(61);
    const added = await signing(one);
    clock.advance(-50);
    expect(await two.find(added)).not.toBeNull();
  });

  test('unknown key ids cost one read a second, however many come', async () => {
    const keys = process();
    await keys.ready();
    clock.advance(1);
    repository.reads = 0;
    for (let i = 0; i < 100; i += 1) {
      await Promise.all([keys.find(`a${i}`), keys.find(`b${i}`)]);
      clock.advance(0.1);
    }
    // 10 s of a flood.
    expect(repository.reads).toBeGreaterThan(5);
    expect(repository.reads).toBeLessThanOrEqual(11);
  });

  test('known keys are read again once a minute', async () => {
    const keys = process();
    const kid = await signing(keys);
    repository.reads = 0;
    for (let i = 0; i < 60; i += 1) {
      clock.advance(10);
      await Promise.all([keys.find(kid), signing(keys), keys.jwks()]);
    }
    expect(repository.reads).toBe(10);
  });

  test('a key taken away by hand is refused within a minute', async () => {
    const keys = process();
    const kid = await signing(keys);
    await repository.remove([kid]);
    clock.advance(60);
    expect(await signing(keys)).not.toBe(kid);
    expect(await keys.find(kid)).toBeNull();
  });
});

describe('while the keys cannot be read', () => {
  test('what is known goes on serving, and what is not is an outage', async () => {
    const keys = process();
    const kid = await signing(keys);
    repository.away = true;
    clock.advance(3600);
    expect(await signing(keys)).toBe(kid);
    expect(await keys.find(kid)).not.toBeNull();
    expect(await published(keys)).toEqual([kid]);
    await expect(keys.find('other')).rejects.toThrow(DependencyUnavailable);
  });

  test('a process that has read none yet says so, asks again after a second, and recovers', async () => {
    repository.away = true;
    const keys = process();
    await expect(keys.ready()).rejects.toThrow(DependencyUnavailable);
    await expect(keys.jwks()).rejects.toThrow(DependencyUnavailable);
    await expect(keys.forSigning()).rejects.toThrow(DependencyUnavailable);
    expect(repository.reads).toBe(1);
    repository.away = false;
    clock.advance(1);
    expect(await published(keys)).toEqual([await signing(keys)]);
  });

  test('a clock set back does not stop the reading', async () => {
    const keys = process();
    await keys.ready();
    const reads = repository.reads;
    clock.advance(-3600);
    await keys.jwks();
    expect(repository.reads).toBe(reads + 1);
  });
});

describe('rotation of secret keys', () => {
  test('a key sealed by an old secret goes on signing while that is known', async () => {
    const kid = await signing(process());
    const both = new JweSealer(parseSecretKeys(`${generateSecretKey()},${secrets}`));
    expect(await signing(process({ sealer: both }))).toBe(kid);
  });

  test('one that cannot be opened verifies, and a new one signs at once', async () => {
    const old = await signing(process());
    const keys = process({ sealer: new JweSealer(parseSecretKeys(generateSecretKey())) });
    const next = await signing(keys);
    expect(next).not.toBe(old);
    expect(await published(keys)).toEqual([old, next]);
    expect(await keys.find(old)).not.toBeNull();
  });
});
