import type { Outbox, RelayLease } from '../ports/outbox.ts';
import { LeaseLost } from '../shared/errors.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'acquire' | 'release'>;
  /** Names this process in the lease row. */
  readonly holder: string;
  readonly leaseSeconds: number;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
  /** Calls `work` again and again until the result is called. */
  readonly every: (ms: number, work: () => void) => () => void;
}

/** Takes the relay's lease, renews it during long work, and knows without asking when it may be another's. */
export class RelayLeaseKeeper {
  readonly #deps: Dependencies;
  #lease: RelayLease | null = null;
  /** Until then nobody else can have it, by the clock of this process. */
  #goodUntilMs = Number.NEGATIVE_INFINITY;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Takes or extends the lease; null while another has it. @throws DependencyUnavailable */
  async take(): Promise<RelayLease | null> {
    const { outbox, holder, leaseSeconds, monotonicMs } = this.#deps;
    // Counted from before the question: the database counts from later, so ours is over first.
    const goodUntilMs = monotonicMs() + leaseSeconds * 1000;
    this.#lease = await outbox.acquire(holder, leaseSeconds);
    this.#goodUntilMs = this.#lease === null ? Number.NEGATIVE_INFINITY : goodUntilMs;
    return this.#lease;
  }

  /**
   * Renews the lease three times in its life, until the result is called; so a slow broker costs no take-over. The
   * result waits for a renewal under way, which would otherwise take a lease back that was given up.
   */
  keep(): () => Promise<void> {
    const { leaseSeconds, every } = this.#deps;
    let renewal = Promise.resolve();
    const stop = every((leaseSeconds * 1000) / 3, () => {
      renewal = renewal.then(() => this.#renew()).catch(() => {});
    });
    return () => {
      stop();
      return renewal;
    };
  }

  /** @throws LeaseLost when another relay may have it by now */
  expectHeld(): void {
    if (this.#deps.monotonicMs() >= this.#goodUntilMs) throw new LeaseLost();
  }

  /** Lets the next relay take over at once. @throws DependencyUnavailable */
  async release(): Promise<void> {
    this.#goodUntilMs = Number.NEGATIVE_INFINITY;
    await this.#deps.outbox.release(this.#deps.holder);
  }

  /** A lease that came back with another fence had run out: what was read under the old one may be another's work. */
  async #renew(): Promise<void> {
    const before = this.#lease;
    const now = await this.take();
    if (now?.fence !== before?.fence) this.#goodUntilMs = Number.NEGATIVE_INFINITY;
  }
}
