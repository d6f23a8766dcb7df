import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { audience, type CryptoFixture, cryptoFixture, issuer } from '../support/crypto-fixture.ts';

/** Seconds; short, so that years of rotations pass in a moment. Only the rotation is faster than in production. */
const ttl = 600;
const cache = 600;
const rotateAfter = 3600;

/** Someone else's service: verifies by a copy of the published keys, asks for a new one when it has run out. */
class OfflineVerifier {
  #keys: ReturnType<typeof createLocalJWKSet> | null = null;
  #until = 0;

  async accepts(token: string, now: Date, source: CryptoFixture): Promise<boolean> {
    if (this.#keys === null || now.getTime() >= this.#until) {
      const { keys } = await source.signingKeys.jwks();
      this.#keys = createLocalJWKSet({ keys: keys.map((key) => ({ ...key })) });
      this.#until = now.getTime() + source.signingKeys.cacheSeconds * 1000;
    }
    const options = { issuer, audience, typ: 'at+jwt', currentDate: now };
    return jwtVerify(token, this.#keys, options).then(
      () => true,
      () => false,
    );
  }
}

test('keys rotate under several processes and cached copies, and no token is ever refused', async () => {
  const first = cryptoFixture({
    accessTokenTtlSeconds: ttl,
    jwksCacheSeconds: cache,
    rotateSigningKeysAfterSeconds: rotateAfter,
  });
  const processes = [first, cryptoFixture(first.shared), cryptoFixture(first.shared)];
  const verifiers = processes.map(() => new OfflineVerifier());
  const { clock } = first;
  const alive: { token: string; until: number }[] = [];
  const kids = new Set<string>();
  let refused = 0;
  let checked = 0;
  for (let step = 0; step < 200; step += 1) {
    // A step that is prime to a minute: reads of the processes drift against each other.
    clock.advance(97);
    const now = clock.now();
    const signer = processes[step % 3] ?? first;
    const token = await signer.accessTokens.sign({
      sub: 'u',
      sid: 's',
      epoch: 1,
      roles: [],
      scope: '',
      jti: `${step}`,
    });
    // Now and then somebody rotates by hand, at whatever moment.
    if (step % 23 === 0) await (processes[step % 2] ?? first).signingKeys.rotate();
    kids.add((await signer.signingKeys.forSigning()).kid);
    alive.push({ token, until: now.getTime() + ttl * 1000 });
    while (alive[0] !== undefined && alive[0].until <= now.getTime()) alive.shift();
    // The newest and the oldest that live: one may be by a key just begun, one by a key about to go.
    for (const { token: each } of [alive[0], alive.at(-1)].filter((entry) => entry !== undefined)) {
      for (const [index, verifier] of verifiers.entries()) {
        const reader = processes[(index + step) % 3] ?? first;
        const answers = [(await reader.accessTokens.verify(each)) !== null, await verifier.accepts(each, now, reader)];
        refused += answers.filter((answer) => !answer).length;
        checked += answers.length;
      }
    }
  }
  expect(refused).toBe(0);
  expect(checked).toBeGreaterThan(2_000);
  expect(kids.size).toBeGreaterThanOrEqual(9);
  expect((await first.shared.signingKeyRepository.all()).length).toBeLessThanOrEqual(2);
});
