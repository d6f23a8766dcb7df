/**
 * What became of a write, as its client saw it.
 *
 * - `acknowledged`: a 2xx answer.
 * - `refused`: a 4xx answer, or no connection: nothing may have changed.
 * - `unknown`: the connection died, no answer came in time, or 5xx: all of it was done or nothing, now or a while later
 *   (a frozen process goes on with what it had begun).
 */
export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** What a write is meant to do, in the terms of the event that it causes; null for what causes none. */
export type Effect =
  | { readonly type: 'user.created'; readonly full_name: string }
  | { readonly type: 'user.updated'; readonly reason: string; readonly full_name?: string; readonly email?: string }
  | { readonly type: 'user.deleted' }
  | { readonly type: 'user.verification_token.created'; readonly purpose?: string; readonly email?: string }
  | { readonly type: 'user.password_reset.requested' };

export type Write = {
  /** The address of the account at its registration: the driver makes each only once. */
  readonly account: string;
  /** The operation, for the counts and for whoever reads about a violation. */
  readonly operation: string;
  readonly effect: Effect | null;
  /** Whether an acknowledgement promises the effect: not when something unknown before it may forbid it. */
  readonly promised: boolean;
  readonly outcome: Outcome;
  /** HTTP status, or 0 without an answer. */
  readonly status: number;
  /** The problem's code, or what the connection died of. */
  readonly code: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly answeredAt: number;
};

/** An answer to a request under a key, its body as it came. */
export type KeyedAnswer = {
  readonly outcome: Outcome;
  readonly status: number;
  readonly code: string;
  /** Whether it says that it is the answer to an earlier request. */
  readonly replayed: boolean;
  readonly text: string;
};

/** A request that was sent again under its Idempotency-Key. */
export type KeyedRequest = {
  readonly account: string;
  readonly operation: string;
  readonly key: string;
  /** To the same request, one after the other. */
  readonly answers: KeyedAnswer[];
  /** To another payload under the same key, after the first one was acknowledged. */
  readonly misused: KeyedAnswer[];
};

/** Tokens that must never do anything again, and why. */
export type DeadCredential = {
  readonly account: string;
  readonly kind: 'refresh_token' | 'reset_link' | 'email_change_link' | 'reversal_link';
  readonly token: string;
  readonly because: string;
};

/** What the last acknowledged answers promise of an account that nothing unknown has touched. */
export type LivingAccount = {
  readonly email: string;
  /** An address that it had before: nobody logs in by it. */
  readonly formerEmail: string | null;
  readonly password: string;
  readonly refreshToken: string | null;
};

/** Everything that the driver did and was told, in the order of the answers. */
export class History {
  readonly writes: Write[] = [];
  readonly keyed: KeyedRequest[] = [];
  readonly dead: DeadCredential[] = [];
  readonly living: LivingAccount[] = [];
  /** Answers that contradict what was acknowledged before. */
  readonly contradictions: string[] = [];
  /** How many reads there were, and those without an answer or with one of 5xx, in words. */
  reads = 0;
  readonly failedReads: string[] = [];
  /** The feed, as it was followed meanwhile. */
  readonly followed: { readonly id: string }[] = [];
  /** The same, as a stream. */
  readonly streamed: { readonly id: string }[] = [];
  /** Writes whose answer has not come yet. */
  inFlight = 0;
  /** How many were acknowledged so far. */
  acknowledged = 0;

  add(write: Write): void {
    this.writes.push(write);
    if (write.outcome === 'acknowledged') this.acknowledged += 1;
  }

  addRead(path: string, status: number, code: string): void {
    this.reads += 1;
    if (status === 0 || status >= 500) this.failedReads.push(`GET ${path}: ${status} ${code}`);
  }

  count(outcome: Outcome): number {
    return this.writes.reduce((sum, write) => sum + (write.outcome === outcome ? 1 : 0), 0);
  }
}
