import { type CryptoOptions, createCrypto, generateSecretKey, parseSecretKeys } from '@users/crypto';
import { MemorySigningKeyRepository, MemoryStore } from '@users/memory';
import { ManualClock } from './manual-clock.ts';

/** Costs next to nothing: for tests that are not about the cost. */
export const cheapArgon2 = { memoryKib: 64, timeCost: 1, parallelism: 1 } as const;

export const issuer = 'https://users.example.com';
export const audience = 'https://api.example.com';

export type CryptoFixture = ReturnType<typeof cryptoFixture>;

/** One process with secrets of its own, unless told otherwise. What it is given, several can share. */
export function cryptoFixture(options: Partial<CryptoOptions> = {}) {
  const store = new MemoryStore();
  const clock = new ManualClock();
  const secretKeys = parseSecretKeys(generateSecretKey());
  const signingKeyRepository = new MemorySigningKeyRepository({ store });
  const shared = { clock, secretKeys, signingKeyRepository, issuer, audience, argon2: cheapArgon2, ...options };
  return { ...createCrypto(shared), clock, shared };
}
