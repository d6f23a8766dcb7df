import type { LeasedTask } from '../ports/task-queue.ts';
import { ConcurrentChange, DependencyUnavailable, MailDeferred, NotYet } from '../shared/errors.ts';

/**
 * Waiting is right, however long it takes: something is away, others changed the same thing first, or other work comes
 * before. Tries are counted whatever they failed of, so these must not be the ones that end a task: the first conflict
 * after a long outage would.
 */
function isNobodysFault(error: unknown): boolean {
  return [DependencyUnavailable, ConcurrentChange, MailDeferred, NotYet].some((kind) => error instanceof kind);
}

/** Five days: RFC 5321 §4.5.4.1 asks for four or five at least. */
const mailWaitsSeconds = 5 * 86_400;

/**
 * Whether a task that failed for this reason is to be tried no more. A mail that a server puts off, again and again, is
 * given up in the end: a mailbox that stays full would be asked for ever.
 */
export function isExhausted({ attempt, ageSeconds }: LeasedTask, error: unknown, maxAttempts: number): boolean {
  if (attempt < maxAttempts) return false;
  return error instanceof MailDeferred ? ageSeconds >= mailWaitsSeconds : !isNobodysFault(error);
}

/**
 * 1, 2, 4 … seconds, and what was away and is back is found within ten. A task that fails of itself waits a little longer;
 * a mail that was put off by a server that is there, much longer.
 */
export function backoffSeconds(attempt: number, error: unknown): number {
  const most = error instanceof MailDeferred ? 900 : isNobodysFault(error) ? 10 : 20;
  return Math.min(2 ** (attempt - 1), most);
}
