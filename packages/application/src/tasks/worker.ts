import type { LeasedTask, TaskQueue } from '../ports/task-queue.ts';
import {
  ConcurrentChange,
  DependencyUnavailable,
  LeaseLost,
  MailRefused,
  NotYet,
  SealBroken,
} from '../shared/errors.ts';
import type { TaskHandler } from './task-handler.ts';

/** What became of a task, for the log. */
export interface TaskOutcome {
  readonly task: LeasedTask;
  readonly result: 'done' | 'retried' | 'parked' | 'lost';
  readonly error: unknown;
}

interface Dependencies {
  readonly tasks: Omit<TaskQueue, 'enqueue'>;
  readonly handlers: readonly TaskHandler[];
  /** How many run at once. */
  readonly concurrency: number;
  /** A killed worker's tasks are due again after this; longer than any handler may take. */
  readonly leaseSeconds: number;
  readonly maxAttempts: number;
  readonly report: (outcome: TaskOutcome) => void;
}

/** Runs due tasks. */
export class Worker {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * Leases and runs one batch; ends when all of it has ended.
   *
   * @returns how many were leased
   * @throws DependencyUnavailable when the queue itself is away
   */
  async step(): Promise<number> {
    const { tasks, concurrency, leaseSeconds, report } = this.#deps;
    const leased = await tasks.lease({ limit: concurrency, leaseSeconds });
    const runs = await Promise.allSettled(leased.map(async (task) => report(await this.#run(task))));
    for (const run of runs) if (run.status === 'rejected') throw run.reason;
    return leased.length;
  }

  async #run(task: LeasedTask): Promise<TaskOutcome> {
    const { tasks, handlers } = this.#deps;
    try {
      const handler = handlers.find(({ type }) => type === task.type);
      if (!handler) throw new UnknownTaskType(task.type);
      await handler.run(task);
      await tasks.complete(task);
      return { task, result: 'done', error: null };
    } catch (error) {
      return { task, result: await this.#failed(task, error), error };
    }
  }

  async #failed(task: LeasedTask, error: unknown): Promise<TaskOutcome['result']> {
    const { tasks, maxAttempts } = this.#deps;
    if (error instanceof LeaseLost) return 'lost';
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const hopeless = error instanceof MailRefused || error instanceof SealBroken;
    const exhausted = !isNobodysFault(error) && task.attempt >= maxAttempts;
    if (hopeless || exhausted) {
      await tasks.park(task, reason);
      return 'parked';
    }
    await tasks.retry(task, { afterSeconds: backoffSeconds(task.attempt), reason });
    return 'retried';
  }
}

/**
 * Waiting is right, however long it takes: something is away, others changed the same thing first, other work comes
 * before, or only a newer release knows the type. Tries are counted whatever they failed of, so these must not be the
 * ones that end a task: the first conflict after a long outage would.
 */
function isNobodysFault(error: unknown): boolean {
  return [DependencyUnavailable, ConcurrentChange, NotYet, UnknownTaskType].some((kind) => error instanceof kind);
}

class UnknownTaskType extends Error {
  constructor(type: string) {
    super(`No handler for tasks of type ${type}`);
    this.name = 'UnknownTaskType';
  }
}

/** 1, 2, 4 … at most 60 seconds. */
function backoffSeconds(attempt: number): number {
  return Math.min(2 ** (attempt - 1), 60);
}
