import type { VerifiedClaims } from '@users/domain';

export interface VerifiedToken {
  readonly claims: VerifiedClaims;
  /** The key that signed it. */
  readonly kid: string;
  readonly expiresAt: Date;
}

/**
 * The tokens verified lately, so that a busy one costs one signature check: those run in libuv's pool, behind the
 * password hashes. Bounded; the least recently used goes first.
 */
export class VerifiedTokens {
  readonly #limit: number;
  readonly #tokens = new Map<string, VerifiedToken>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#tokens.size;
  }

  /** Null when it is not known, or over. */
  find(token: string, now: Date): VerifiedToken | null {
    const known = this.#tokens.get(token);
    if (known === undefined) return null;
    this.#tokens.delete(token);
    if (known.expiresAt.getTime() <= now.getTime()) return null;
    // A map keeps the order of insertion: put last, it goes last.
    this.#tokens.set(token, known);
    return known;
  }

  add(token: string, verified: VerifiedToken): void {
    this.#tokens.set(token, verified);
    if (this.#tokens.size <= this.#limit) return;
    const [oldest] = this.#tokens.keys();
    if (oldest !== undefined) this.#tokens.delete(oldest);
  }

  delete(token: string): void {
    this.#tokens.delete(token);
  }
}
