import type { StoredSigningKey } from '@users/application';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StorageFixture } from './fixture.ts';
import { freshSecret } from './samples.ts';

/** Where signing keys rest: several processes rotate them and one wins. */
export function signingKeysContract(name: string, setup: () => Promise<StorageFixture>): void {
  describe(`signing keys: ${name}`, () => {
    let fixture: StorageFixture;
    const start = new Date('2026-02-03T04:05:06.789Z');
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function keyOf(createdAt: Date): StoredSigningKey {
      const kid = freshSecret();
      const publicJwk = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: kid });
      const activatesAt = new Date(createdAt.getTime() + 600_000);
      return { kid, publicJwk, sealedPrivateJwk: 'eyJ.sealed.key', createdAt, activatesAt };
    }

    function after(days: number): Date {
      return new Date(start.getTime() + days * 86_400_000);
    }

    test('starts with none, gives back every field of each', async () => {
      expect(await fixture.signingKeys.all()).toEqual([]);
      const keys = [keyOf(start), keyOf(after(90))];
      for (const key of keys) expect(await fixture.signingKeys.add(key, after(89))).toBe(true);
      const stored = await fixture.signingKeys.all();
      expect(stored.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())).toEqual(keys);
    });

    test('a key is refused when one is as new or newer than asked', async () => {
      expect(await fixture.signingKeys.add(keyOf(start), after(-1))).toBe(true);
      expect(await fixture.signingKeys.add(keyOf(after(1)), start)).toBe(false);
      expect(await fixture.signingKeys.add(keyOf(after(1)), after(-1))).toBe(false);
      expect(await fixture.signingKeys.all()).toHaveLength(1);
      expect(await fixture.signingKeys.add(keyOf(after(1)), new Date(start.getTime() + 1))).toBe(true);
      expect(await fixture.signingKeys.all()).toHaveLength(2);
    });

    test('of twenty processes that rotate at once, one wins', async () => {
      await fixture.signingKeys.add(keyOf(start), after(-1));
      const rotate = (): Promise<boolean> => fixture.signingKeys.add(keyOf(after(90)), after(1));
      const answers = await Promise.all(Array.from({ length: 20 }, rotate));
      expect(answers.filter((won) => won)).toHaveLength(1);
      expect(await fixture.signingKeys.all()).toHaveLength(2);
    });

    test('of twenty processes that make the very first key at once, one wins', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => fixture.signingKeys.add(keyOf(start), after(-1))),
      );
      expect(answers.filter((won) => won)).toHaveLength(1);
      expect(await fixture.signingKeys.all()).toHaveLength(1);
    });

    test('removed keys are forgotten, unknown ones are no fault', async () => {
      const [old, current] = [keyOf(start), keyOf(after(90))];
      await fixture.signingKeys.add(old, after(-1));
      await fixture.signingKeys.add(current, after(1));
      await fixture.signingKeys.remove([old.kid, 'never-there']);
      await fixture.signingKeys.remove([]);
      expect(await fixture.signingKeys.all()).toEqual([current]);
    });
  });
}
