import type { KeptAnswers } from '../ports/kept-answers.ts';
import type { IncomingRequest, RequestIntake } from '../ports/request-intake.ts';
import { type Idempotency, IdempotencyKeyInUse } from './idempotency.ts';
import { answerToKeep, refuseAnswered } from './kept-requests.ts';

/**
 * Accepts a request that may come again under an idempotency key: one that comes again is no repeat, and one that was
 * merged with another keeps no answer, so that strangers cannot pile up answers.
 *
 * @throws AnsweredBefore, IdempotencyKeyReused, IdempotencyKeyInUse, DependencyUnavailable
 */
export async function acceptOnce(
  { intake, keptAnswers }: { readonly intake: RequestIntake; readonly keptAnswers: KeptAnswers },
  request: Omit<IncomingRequest, 'keptAnswer'>,
  idempotency: Idempotency | undefined,
): Promise<void> {
  if (!idempotency) {
    await intake.accept({ ...request, keptAnswer: null });
    return;
  }
  await refuseAnswered(keptAnswers, idempotency);
  const keptAnswer = answerToKeep(idempotency, undefined, request.receivedAt);
  if ((await intake.accept({ ...request, keptAnswer })) !== 'answered') return;
  await refuseAnswered(keptAnswers, idempotency);
  throw new IdempotencyKeyInUse();
}
