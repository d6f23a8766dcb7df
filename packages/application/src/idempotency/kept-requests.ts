import type { KeptAnswer, KeptAnswers } from '../ports/kept-answers.ts';
import { AnsweredBefore, type Idempotency, IdempotencyKeyReused, idempotencyTtlSeconds } from './idempotency.ts';

/** @throws AnsweredBefore, IdempotencyKeyReused when there is an answer under the key */
export async function refuseAnswered(keptAnswers: KeptAnswers, { id, fits }: Idempotency): Promise<void> {
  const kept = await keptAnswers.find(id);
  if (!kept) return;
  if (!fits(kept.fingerprint)) throw new IdempotencyKeyReused();
  throw new AnsweredBefore(kept.answer);
}

/** What is kept of a request that is done now. */
export function answerToKeep({ id, fingerprint, answer }: Idempotency, result: unknown, now: Date): KeptAnswer {
  const expiresAt = new Date(now.getTime() + idempotencyTtlSeconds * 1000);
  return { id, fingerprint, answer: answer(result), createdAt: now, expiresAt };
}
