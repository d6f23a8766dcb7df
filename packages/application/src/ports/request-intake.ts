import type { KeptAnswer } from './kept-answers.ts';
import type { NewTask } from './task-queue.ts';

/** What anybody may ask for, about an address that may belong to somebody or to nobody. */
export interface IncomingRequest {
  /** Carries the request out. Its key names what is asked for, see `requestKey`. */
  readonly task: NewTask & { readonly key: string };
  /**
   * Put down when the same is asked for again while the key is alive, once in its life. Its key is `repeatKey` of the
   * other's. Null: a repeat leaves nothing.
   */
  readonly onRepeat: (NewTask & { readonly key: string }) | null;
  readonly receivedAt: Date;
  /** Until then the key is alive. */
  readonly keyUntil: Date;
  /** Kept with an accepted request, see `IdempotentUnitOfWork`; a repeat keeps none, its answer is the same. */
  readonly keptAnswer: KeptAnswer | null;
}

/**
 * - `accepted`: its task is put down.
 * - `repeated`: the same was asked for less than the life of a key ago, or still waits. This was the first repeat:
 *   `onRepeat` is put down, and from now on the key counts as repeated, see `Transaction.assertNotRepeated`.
 * - `merged`: a repeat of which nothing is written.
 * - `answered`: there is an answer under the id of `keptAnswer`. Nothing is written, and this is no repeat.
 */
export type IntakeOutcome = 'accepted' | 'repeated' | 'merged' | 'answered';

/** The key of the task that a repeat leaves; the key of the request is kept for as long as either task is there. */
export function repeatKey(key: string): string {
  return `${key} again`;
}

export interface RequestIntake {
  /**
   * One statement of one form, at the same cost for every address: it never looks at users. One that meets another under
   * the same key waits for that one, five seconds at most.
   *
   * A key that was repeated counts so until no task of it is left; then it is forgotten some time after its end.
   *
   * @throws IdempotencyKeyInUse when there is an answer to keep and another request is not finished
   * @throws DependencyUnavailable
   */
  accept(request: IncomingRequest): Promise<IntakeOutcome>;
}
