import { DomainError } from '@users/domain';
import type { Answer } from '../ports/kept-answers.ts';

/** For so long a request that comes again under its key gets the answer of the first one. */
export const idempotencyTtlSeconds = 86_400;

/**
 * A request that may come again: whatever follows from it happens once. A use-case that is given one writes by a single
 * unit of work, whose closure returns what the use-case returns.
 */
export interface Idempotency {
  /** Digest of operation, caller and key: two callers cannot meet in one key. */
  readonly id: string;
  /** Of the payload. */
  readonly fingerprint: string;
  /** Whether a kept fingerprint is that of this payload. */
  readonly fits: (fingerprint: string) => boolean;
  /** The answer that is kept with the change: from what the closure returned, without side effects. */
  readonly answer: (result: unknown) => Answer;
}

/** The request was done before: whoever asked under a key shows this answer again. Never reaches a caller as a refusal. */
export class AnsweredBefore extends DomainError {
  readonly code = 'answered_before';
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('This request was answered before.');
    this.answer = answer;
  }
}

/** The key was used for another payload: one of the two requests is not what its sender believes. */
export class IdempotencyKeyReused extends DomainError {
  readonly code = 'idempotency_key_reused';
  constructor() {
    super('This Idempotency-Key was sent with another payload. Use a new key for a new request.');
  }
}

/** The first request under this key is still being done. */
export class IdempotencyKeyInUse extends DomainError {
  readonly code = 'idempotency_key_in_use';
  readonly retryAfterSeconds = 5;
  constructor() {
    super('The first request with this Idempotency-Key is not finished. Send it again in a moment.');
  }
}

/** What every request under a key may be refused with, besides what it may be refused with anyway. */
export const idempotencyErrors = [IdempotencyKeyReused, IdempotencyKeyInUse] as const;
