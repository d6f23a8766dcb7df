import { DependencyUnavailable, type SigningKeyRepository, type StoredSigningKey } from '@users/application';
import { generateSecretKey, JweSealer, parseSecretKeys, SigningKeys } from '@users/crypto';
import { MemorySigningKeyRepository, MemoryStore } from '@users/memory';
import { ManualClock } from './manual-clock.ts';

export const day = 24 * 3600;
export const secrets = generateSecretKey();
export const sealer = new JweSealer(parseSecretKeys(secrets));

/** Counts reads, and is away when told. */
class CountingRepository implements SigningKeyRepository {
  readonly #inner = new MemorySigningKeyRepository({ store: new MemoryStore() });
  reads = 0;
  away = false;

  async all(): Promise<readonly StoredSigningKey[]> {
    this.reads += 1;
    if (this.away) throw new DependencyUnavailable('postgresql');
    return this.#inner.all();
  }

  add(key: StoredSigningKey, unlessNewerThan: Date): Promise<boolean> {
    return this.#inner.add(key, unlessNewerThan);
  }

  remove(kids: readonly string[]): Promise<void> {
    return this.#inner.remove(kids);
  }
}

export interface SigningWorld {
  readonly clock: ManualClock;
  readonly repository: CountingRepository;
  /** The keys as one more process sees them. */
  process(options?: { sealer?: JweSealer }): SigningKeys;
}

/** Processes that share a clock and a repository; keys rotate after 90 days, tokens live for ten minutes. */
export function signingWorld(): SigningWorld {
  const clock = new ManualClock();
  const repository = new CountingRepository();
  const settings = { repository, sealer, clock, tokenTtlSeconds: 600, rotateAfterSeconds: 90 * day };
  return { clock, repository, process: (options = {}) => new SigningKeys({ ...settings, ...options }) };
}

export const published = async (keys: SigningKeys): Promise<string[]> => (await keys.jwks()).keys.map(({ kid }) => kid);
export const signing = async (keys: SigningKeys): Promise<string> => (await keys.forSigning()).kid;
