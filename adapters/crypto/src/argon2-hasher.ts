import { randomBytes } from 'node:crypto';
import { hash, type Options, type ParsedHashOptions, parseOptions, verify } from '@node-rs/argon2';
import { normalizePassword, type PasswordHasher } from '@users/domain';
import { HashingPool, type HashingPoolOptions } from './hashing-pool.ts';

/** The cost of one hash; OWASP's Password Storage Cheat Sheet gives the defaults. */
export interface Argon2Cost {
  readonly memoryKib: number;
  /** Passes over the memory. */
  readonly timeCost: number;
  readonly parallelism: number;
}

export const defaultArgon2Cost: Argon2Cost = { memoryKib: 19_456, timeCost: 2, parallelism: 1 };

/** The library's numbers for argon2id and its version 1.3; its enums cannot be imported by isolated modules. */
const argon2id = 2;
const version13 = 1;
const saltBytes = 16;
const hashBytes = 32;

/** argon2id (RFC 9106) in PHC strings, by a bounded pool. */
export class Argon2Hasher implements PasswordHasher {
  readonly #cost: Argon2Cost;
  readonly #pool: HashingPool;
  #decoy: Promise<string> | null = null;

  constructor(cost: Argon2Cost, pool: HashingPoolOptions) {
    this.#cost = cost;
    this.#pool = new HashingPool(pool);
  }

  /** Hashes that run and callers that wait, for the metrics. */
  get load(): { readonly running: number; readonly waiting: number } {
    return { running: this.#pool.running, waiting: this.#pool.waiting };
  }

  /**
   * Makes the decoy ahead of the first log-in, and with it the threads that hash.
   *
   * @throws HashingOverloaded
   */
  async warmUp(): Promise<void> {
    await this.#pool.run(() => this.#decoyHash());
  }

  async hash(password: string): Promise<string> {
    return this.#pool.run(() => hash(normalizePassword(password), this.#options()));
  }

  async verify(stored: string | null, password: string): Promise<boolean> {
    const input = normalizePassword(password);
    return this.#pool.run(async () => {
      if (stored !== null && parameters(stored) !== null) return verify(stored, input);
      // No account, or a hash that is none: the same work, and no whatever the decoy says (Zitadel CVE-2024-41952).
      await verify(await this.#decoyHash(), input);
      return false;
    });
  }

  needsRehash(stored: string): boolean {
    const found = parameters(stored);
    return found === null || !this.#inForce(found);
  }

  #inForce(found: ParsedHashOptions): boolean {
    const { memoryKib, timeCost, parallelism } = this.#cost;
    const sameCost = found.memoryCost === memoryKib && found.timeCost === timeCost && found.parallelism === parallelism;
    const sameForm = Number(found.algorithm) === argon2id && Number(found.version) === version13;
    return sameCost && sameForm && found.saltLen >= saltBytes && found.outputLen >= hashBytes;
  }

  /** A hash of the parameters in force that nobody knows a password for; made once, inside a place in the pool. */
  #decoyHash(): Promise<string> {
    this.#decoy ??= hash(randomBytes(32), this.#options()).catch((error: unknown) => {
      this.#decoy = null;
      throw error;
    });
    return this.#decoy;
  }

  #options(): Options {
    const { memoryKib, timeCost, parallelism } = this.#cost;
    // Algorithm and version are the library's defaults: argon2id, 1.3.
    return { memoryCost: memoryKib, timeCost, parallelism, outputLen: hashBytes };
  }
}

/** Null when the text is no argon2 hash in PHC form. */
function parameters(stored: string): ParsedHashOptions | null {
  try {
    return parseOptions(stored);
  } catch {
    return null;
  }
}
