import { DependencyUnavailable } from '@users/application';
import { generateSecretKey, JweSealer, parseSecretKeys } from '@users/crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { day, published, type SigningWorld, signing, signingWorld } from '../support/signing-world.ts';

let clock: SigningWorld['clock'];
let repository: SigningWorld['repository'];
let process: SigningWorld['process'];

beforeEach(() => {
  ({ clock, repository, process } = signingWorld());
});

describe('rotation', () => {
  test('the next key is published first, signs when every cache has run out, and the old one goes when its last token is over', async () => {
    const keys = process();
    const old = await signing(keys);
    clock.advance(90 * day - 1);
    expect(await published(keys)).toEqual([old]);
    clock.advance(61);
    expect(await published(keys)).toHaveLength(2);
    expect(await signing(keys)).toBe(old);
    clock.advance(659);
    expect(await signing(keys)).toBe(old);
    clock.advance(1);
    const next = await signing(keys);
    expect(next).not.toBe(old);
    expect(await published(keys)).toContain(old);
    clock.advance(600);
    expect(await published(keys)).toContain(old);
    clock.advance(120);
    expect(await published(keys)).toEqual([next]);
    expect((await repository.all()).map((key) => key.kid)).toEqual([next]);
    expect(await keys.find(old)).toBeNull();
  });

  test('of processes that rotate at once, one wins', async () => {
    const all = Array.from({ length: 8 }, () => process());
    await Promise.all(all.map((keys) => keys.ready()));
    clock.advance(90 * day);
    await Promise.all(all.map((keys) => keys.jwks()));
    expect(await repository.all()).toHaveLength(2);
  });

  test('a process that slept through rotations does not sign by a key that is gone', async () => {
    const [sleeper, other] = [process(), process()];
    const old = await signing(sleeper);
    for (let i = 0; i < 4; i += 1) {
      clock.advance(45 * day);
      await other.jwks();
      clock.advance(3600);
      await other.jwks();
    }
    expect(await other.find(old)).toBeNull();
    expect(await other.find(await signing(sleeper))).not.toBeNull();
  });
});

describe('a rotation that is asked for', () => {
  const minute = 60;

  test('publishes a key now, which signs once everybody knows it; then the one before goes', async () => {
    const [keys, other] = [process(), process()];
    await keys.ready();
    const before = await signing(keys);
    const { kid, made } = await keys.rotate();
    expect(made).toBe(true);
    expect(await published(keys)).toEqual([before, kid]);
    expect(await keys.overview()).toMatchObject([
      { kid: before, state: 'signing', opens: true },
      { kid, state: 'waiting', retiresAt: null, opens: true },
    ]);
    expect([await signing(keys), await signing(other)]).toEqual([before, before]);
    clock.advance(11 * minute);
    expect([await signing(keys), await signing(other)]).toEqual([kid, kid]);
    const [old] = await keys.overview();
    expect(old).toMatchObject({ kid: before, state: 'verifying' });
    clock.advance(((old?.retiresAt?.getTime() ?? 0) - clock.now().getTime()) / 1000);
    expect(await published(other)).toEqual([kid]);
  });

  test('is one, however often it is asked for, and by however many at once', async () => {
    const all = Array.from({ length: 6 }, () => process());
    await Promise.all(all.map((keys) => keys.ready()));
    clock.advance(day);
    const rotations = await Promise.all(all.map((keys) => keys.rotate()));
    expect(rotations.filter(({ made }) => made)).toHaveLength(1);
    expect(new Set(rotations.map(({ kid }) => kid)).size).toBe(1);
    expect(await all[0]?.rotate()).toEqual({ kid: rotations[0]?.kid, made: false });
    expect(await repository.all()).toHaveLength(2);
  });

  test('counts as the rotation that would have been due', async () => {
    const keys = process();
    await keys.ready();
    clock.advance(80 * day);
    await keys.rotate();
    clock.advance(11 * day);
    await signing(keys);
    expect(await repository.all()).toHaveLength(1);
  });

  test('tells nothing secret, and which keys cannot be opened here', async () => {
    await process().ready();
    const stranger = process({ sealer: new JweSealer(parseSecretKeys(generateSecretKey())) });
    const overview = await stranger.overview();
    expect(overview.map(({ opens }) => opens).sort()).toEqual([false, true]);
    expect(Object.keys(overview[0] ?? {}).sort()).toEqual([
      'activatesAt',
      'createdAt',
      'kid',
      'opens',
      'retiresAt',
      'state',
    ]);
  });

  test('fails while the keys cannot be read', async () => {
    repository.away = true;
    await expect(process().rotate()).rejects.toThrow(DependencyUnavailable);
  });
});
