import type { IncomingRequest, IntakeOutcome, RequestIntake } from '@users/application';
import type { MemoryStore } from './memory-store.ts';
import { enqueueRow } from './task-queue.ts';
import { copy, roundTrip } from './values.ts';

export class MemoryRequestIntake implements RequestIntake {
  readonly #store: MemoryStore;

  constructor(deps: { store: MemoryStore }) {
    this.#store = deps.store;
  }

  async accept(request: IncomingRequest): Promise<IntakeOutcome> {
    await roundTrip();
    const { requestKeys, keptAnswers } = this.#store;
    const { task, onRepeat, receivedAt, keyUntil, keptAnswer } = request;
    const kept = keptAnswer === null ? undefined : keptAnswers.get(keptAnswer.id);
    if (kept !== undefined && kept.expiresAt > receivedAt) return 'answered';
    const known = requestKeys.get(task.key);
    if (known === undefined || known.expiresAt <= receivedAt) {
      requestKeys.set(task.key, { repeated: known?.repeated ?? false, expiresAt: keyUntil });
      if (enqueueRow(this.#store, task, receivedAt)) {
        if (keptAnswer !== null) keptAnswers.set(keptAnswer.id, copy(keptAnswer));
        return 'accepted';
      }
    }
    const row = requestKeys.get(task.key);
    if (onRepeat === null || row === undefined || row.repeated) return 'merged';
    requestKeys.set(task.key, { ...row, repeated: true });
    enqueueRow(this.#store, onRepeat, receivedAt);
    return 'repeated';
  }
}
