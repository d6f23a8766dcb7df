import type { Clock } from '@users/application';
import type { EmailReversal, EmailReversalRepository } from '@users/domain';
import type { MemoryStore } from './memory-store.ts';
import { copy, roundTrip } from './values.ts';

/** The ways back of one run of a closure. */
export class MemoryEmailReversalRepository implements EmailReversalRepository {
  readonly #store: MemoryStore;
  readonly #clock: Clock;
  readonly #added: EmailReversal[] = [];
  readonly #removals: ((reversal: EmailReversal) => boolean)[] = [];

  constructor(store: MemoryStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async find(digest: string): Promise<EmailReversal | null> {
    await roundTrip();
    const found = this.#store.emailReversals.get(digest);
    return found === undefined || found.expiresAt <= this.#clock.now() ? null : copy(found);
  }

  async findOf(userId: string): Promise<readonly EmailReversal[]> {
    await roundTrip();
    const living = [...this.#store.emailReversals.values()].filter((each) => {
      return each.userId === userId && each.expiresAt > this.#clock.now();
    });
    return copy(living.sort((left, right) => left.createdAt.getTime() - right.createdAt.getTime()));
  }

  add(reversal: EmailReversal): void {
    this.#added.push(copy(reversal));
  }

  remove({ digest }: EmailReversal): void {
    this.#removals.push((each) => each.digest === digest);
  }

  removeFrom({ userId, createdAt }: EmailReversal): void {
    this.#removals.push((each) => each.userId === userId && each.createdAt >= createdAt);
  }

  removeOf(userId: string): void {
    this.#removals.push((each) => each.userId === userId);
  }

  /** All that there would be after this work. */
  after(): readonly EmailReversal[] {
    const kept = [...this.#store.emailReversals.values()].filter((each) => !this.#removals.some((goes) => goes(each)));
    return [...kept, ...this.#added];
  }

  get touched(): boolean {
    return this.#added.length > 0 || this.#removals.length > 0;
  }
}
