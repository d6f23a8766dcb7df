import type { Clock } from '../ports/clock.ts';
import type { KeptAnswers } from '../ports/kept-answers.ts';
import type { ChangeContext, Transaction, UnitOfWork } from '../ports/unit-of-work.ts';
import { AnsweredBefore, type Idempotency } from './idempotency.ts';
import { answerToKeep, refuseAnswered } from './kept-requests.ts';

interface Dependencies {
  readonly unitOfWork: UnitOfWork;
  readonly keptAnswers: KeptAnswers;
  readonly clock: Clock;
}

/**
 * A unit of work that is done once for each idempotency key: the key, the payload's fingerprint and the answer are
 * written with the change, or nothing is. Of two requests that come at once, the second waits at the row of the first and
 * then finds its answer.
 */
export class IdempotentUnitOfWork implements UnitOfWork {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** @throws AnsweredBefore, IdempotencyKeyReused, IdempotencyKeyInUse, and what the unit of work inside throws */
  async run<Result>(context: ChangeContext, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const { unitOfWork } = this.#deps;
    const { idempotency } = context;
    if (!idempotency) return unitOfWork.run(context, work);
    try {
      return await unitOfWork.run(context, async (tx) => {
        // In here, so that a run that lost against the first request finds what that one left.
        await this.#lookUp(idempotency);
        const result = await work(tx);
        tx.keepAnswer(answerToKeep(idempotency, result, this.#deps.clock.now()));
        return result;
      });
    } catch (error) {
      // The first request was committed under way, and its own row was what refused this one: a taken address or name.
      if (!(error instanceof AnsweredBefore)) await this.#lookUp(idempotency);
      throw error;
    }
  }

  #lookUp(idempotency: Idempotency): Promise<void> {
    return refuseAnswered(this.#deps.keptAnswers, idempotency);
  }
}
