import type { LeasedTask, TaskQueue } from '../ports/task-queue.ts';
import { DependencyUnavailable, LeaseLost, MailRefused, NotYet, SealBroken } from '../shared/errors.ts';
import { backoffSeconds, isExhausted } from './backoff.ts';
import type { RecurringJob, TaskHandler, UntilMyTurn } from './task-handler.ts';
import { oneAtATime, type Turn } from './turns.ts';

/** What became of a task, for the log. */
export interface TaskOutcome {
  readonly task: LeasedTask;
  /** `unnoted`: it could not be written down; the task runs again when its lease ends. */
  readonly result: 'done' | 'retried' | 'parked' | 'lost' | 'unnoted';
  readonly error: unknown;
}

interface Dependencies {
  readonly tasks: Pick<TaskQueue, 'lease' | 'complete' | 'repeat' | 'retry' | 'giveBack' | 'park'>;
  /** One for each type; tasks of other types are left to others. */
  readonly handlers: readonly (TaskHandler | RecurringJob)[];
  /** How many run at once. */
  readonly slots: number;
  /** A killed worker's tasks are due again after this; longer than any handler may take. */
  readonly leaseSeconds: number;
  readonly maxAttempts: number;
  /** How long a task waits for its turn, while another keeps it, before it goes back to the queue: to other workers. */
  readonly patienceSeconds: number;
  readonly monotonicMs: () => number;
  /** Rejects when it is called off. */
  readonly pause: (seconds: number, calledOff?: AbortSignal) => Promise<void>;
  readonly report: (outcome: TaskOutcome) => void;
}

/**
 * Runs due tasks of its types in slots of its own: as soon as one is free the next task begins, whatever the others do.
 * What must not wait for a mail server has another worker than mails.
 */
export class Worker {
  readonly #deps: Dependencies;
  /** Of the tasks that it runs. */
  readonly types: readonly string[];
  readonly #running = new Set<Promise<void>>();
  readonly #turns = oneAtATime();
  #stopping = false;
  #slotFreed: () => void = () => {};

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.types = deps.handlers.map(({ type }) => type);
  }

  /**
   * Waits for a free slot, and begins as many due tasks as there are free ones. Does not wait for their end.
   *
   * @returns how many were begun
   * @throws DependencyUnavailable when the queue itself is away
   */
  async step(): Promise<number> {
    const { tasks, slots, leaseSeconds, monotonicMs } = this.#deps;
    await this.#freeSlot();
    if (this.#stopping) return 0;
    const leasedUntilMs = monotonicMs() + leaseSeconds * 1000;
    const leased = await tasks.lease({ types: this.types, limit: slots - this.#running.size, leaseSeconds });
    if (this.#stopping) {
      await Promise.all(leased.map((task) => tasks.giveBack(task)));
      return 0;
    }
    for (const task of leased) this.#begin(task, leasedUntilMs);
    return leased.length;
  }

  /** Resolves when everything that was begun has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Begins nothing more; resolves as `settled` does. Whoever will not wait so long leaves the rest to its lease. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#slotFreed();
    await this.settled();
  }

  #freeSlot(): Promise<void> {
    if (this.#stopping || this.#running.size < this.#deps.slots) return Promise.resolve();
    return new Promise((resolve) => {
      this.#slotFreed = resolve;
    });
  }

  #begin(task: LeasedTask, leasedUntilMs: number): void {
    const run = this.#inTurn(leasedUntilMs, (untilMyTurn) => this.#run(task, untilMyTurn)).then((outcome) => {
      this.#running.delete(run);
      this.#slotFreed();
      this.#deps.report(outcome);
    });
    this.#running.add(run);
  }

  /** A turn that was asked for lasts until the end of the work, and its note. */
  async #inTurn<T>(leasedUntilMs: number, work: (untilMyTurn: UntilMyTurn) => Promise<T>): Promise<T> {
    let turn: Turn | undefined;
    let over = false;
    const untilMyTurn = async () => {
      if (over) throw new LeaseLost();
      turn ??= this.#turns.ask();
      await this.#patiently(turn.come);
      // This process may have slept, and another has the task by now; or the work has ended in the meantime.
      if (over || this.#deps.monotonicMs() >= leasedUntilMs) throw new LeaseLost();
    };
    try {
      return await work(untilMyTurn);
    } finally {
      over = true;
      turn?.end();
    }
  }

  async #patiently(turn: Promise<void>): Promise<void> {
    const { pause, patienceSeconds } = this.#deps;
    const settled = new AbortController();
    const patience = pause(patienceSeconds, settled.signal).then(() => {
      throw new NotYet('what this worker is about to finish');
    });
    await Promise.race([turn, patience]).finally(() => settled.abort());
  }

  async #run(task: LeasedTask, untilMyTurn: UntilMyTurn): Promise<TaskOutcome> {
    const { tasks, handlers } = this.#deps;
    const handler = handlers.find(({ type }) => type === task.type);
    try {
      if (!handler) throw new TypeError(`No handler for tasks of type ${task.type}`);
      if ('step' in handler) {
        const afterSeconds = await handler.step(task);
        return await this.#note({ task, result: 'done', error: null }, () => tasks.repeat(task, { afterSeconds }));
      }
      await handler.run(task, untilMyTurn);
    } catch (error) {
      return this.#failed(task, error, handler !== undefined && 'step' in handler);
    }
    return this.#note({ task, result: 'done', error: null }, () => tasks.complete(task));
  }

  async #failed(task: LeasedTask, error: unknown, recurring: boolean): Promise<TaskOutcome> {
    const { tasks, maxAttempts } = this.#deps;
    if (error instanceof LeaseLost) return { task, result: 'lost', error };
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const hopeless = error instanceof MailRefused || error instanceof SealBroken;
    if (!recurring && (hopeless || isExhausted(task, error, maxAttempts))) {
      return this.#note({ task, result: 'parked', error }, () => tasks.park(task, reason));
    }
    const afterSeconds = backoffSeconds(task.attempt, error);
    return this.#note({ task, result: 'retried', error }, () => tasks.retry(task, { afterSeconds, reason }));
  }

  /**
   * Writes down what became of a task. While the database is away that is tried again for as long as the lease: a mail
   * that went out would else go out a second time.
   */
  async #note(outcome: TaskOutcome, write: () => Promise<void>): Promise<TaskOutcome> {
    for (let left = this.#deps.leaseSeconds; ; left -= 1) {
      try {
        await write();
        return outcome;
      } catch (error) {
        const away = error instanceof DependencyUnavailable;
        if (!away || left <= 0) return { task: outcome.task, result: 'unnoted', error };
        await this.#deps.pause(1);
      }
    }
  }
}
