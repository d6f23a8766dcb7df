import { type OneTimeToken, tokenPurposes } from '@users/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually, type TokenStoreFixture } from './fixture.ts';
import { digestOf, freshSecret, userState, verificationToken } from './samples.ts';

/** An index of one-time tokens that forgets by itself. */
export function tokenStoreContract(name: string, setup: () => Promise<TokenStoreFixture>): void {
  describe(`token store: ${name}`, () => {
    let fixture: TokenStoreFixture;
    beforeEach(async () => {
      fixture = await setup();
    });
    afterEach(() => fixture.close());

    function token(overrides: Parameters<typeof verificationToken>[2] = {}): OneTimeToken {
      return verificationToken(userState(fixture.now()), fixture.now(), overrides);
    }

    function find({ state }: OneTimeToken): Promise<OneTimeToken | null> {
      return fixture.tokenStore.find(state.purpose, state.digest);
    }

    function inSeconds(seconds: number): Date {
      return new Date(fixture.now().getTime() + seconds * 1000);
    }

    test('gives back every field', async () => {
      const full = token({ sealedCredentials: 'eyJ.a.b', network: '2001:db8::/64', epoch: 41 });
      const bare = token({ sealedCredentials: null, network: null });
      await fixture.tokenStore.put(full);
      await fixture.tokenStore.put(bare);
      expect((await find(full))?.state).toEqual(full.state);
      expect((await find(bare))?.state).toEqual(bare.state);
    });

    test('knows nothing of a token that was never put', async () => {
      expect(await fixture.tokenStore.find('email_verification', digestOf(freshSecret()))).toBeNull();
    });

    // Keycloak CVE-2026-4282: a token of one purpose was accepted for another.
    test.each(tokenPurposes)('a token for %s is good for nothing else', async (purpose) => {
      const issued = token({ purpose });
      await fixture.tokenStore.put(issued);
      for (const other of tokenPurposes) {
        const found = await fixture.tokenStore.find(other, issued.state.digest);
        expect(found?.state.purpose).toBe(other === purpose ? purpose : undefined);
      }
    });

    test('put twice it is there once, and one burn ends it', async () => {
      const first = token({ network: null });
      await fixture.tokenStore.put(first);
      await fixture.tokenStore.put(first);
      expect((await find(first))?.state).toEqual(first.state);
      await fixture.tokenStore.burn(first.state.purpose, first.state.digest);
      expect(await find(first)).toBeNull();
    });

    test('a burnt token is gone; burning it again is quiet, and burns no other', async () => {
      const [burnt, kept] = [token(), token()];
      await fixture.tokenStore.put(burnt);
      await fixture.tokenStore.put(kept);
      await fixture.tokenStore.burn(burnt.state.purpose, burnt.state.digest);
      await fixture.tokenStore.burn(burnt.state.purpose, burnt.state.digest);
      await fixture.tokenStore.burn('password_reset', kept.state.digest);
      expect(await find(burnt)).toBeNull();
      expect(await find(kept)).not.toBeNull();
    });

    test('cleared, it knows none, and takes new ones', async () => {
      const tokens = tokenPurposes.map((purpose) => token({ purpose }));
      for (const one of tokens) await fixture.tokenStore.put(one);
      await fixture.tokenStore.clear();
      for (const one of tokens) expect(await find(one)).toBeNull();
      const [first] = tokens;
      if (first) await fixture.tokenStore.put(first);
      expect(first && (await find(first))).not.toBeNull();
    });

    test('a token that expired before it was put is not found', async () => {
      const late = token({ issuedAt: inSeconds(-120), expiresAt: inSeconds(-60) });
      await fixture.tokenStore.put(late);
      expect(await find(late)).toBeNull();
    });

    test('a token is found until it expires and not after', async () => {
      const brief = token({ expiresAt: inSeconds(3) });
      const long = token({ expiresAt: inSeconds(600) });
      await fixture.tokenStore.put(brief);
      await fixture.tokenStore.put(long);
      expect(await find(brief)).not.toBeNull();
      await eventually(fixture, async () => ((await find(brief)) === null ? true : null));
      expect(await find(long)).not.toBeNull();
    });

    test('tokens put by many at once are all there', async () => {
      const tokens = Array.from({ length: 100 }, () => token());
      await Promise.all(tokens.map((one) => fixture.tokenStore.put(one)));
      const found = await Promise.all(tokens.map(find));
      expect(found.map((one) => one?.state)).toEqual(tokens.map((one) => one.state));
    });
  });
}
