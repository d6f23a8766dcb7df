import {
  DependencyUnavailable,
  IdempotencyKeyInUse,
  type IncomingRequest,
  type IntakeOutcome,
  type KeptAnswer,
  type RequestIntake,
} from '@users/application';
import { type Kysely, sql } from 'kysely';
import { StatementRefused, WriteConflict } from './constraint-errors.ts';
import { lockNotAvailable } from './kept-answers.ts';
import type { Tables } from './tables.ts';
import { toTaskRow } from './task-rows.ts';

/** How often a request is tried that meets others in the same rows. */
const maxRuns = 3;

/** The work is done by the function `accept_request`: see the migration that makes it. */
export class PostgresRequestIntake implements RequestIntake {
  readonly #db: Kysely<Tables>;

  constructor(deps: { db: Kysely<Tables> }) {
    this.#db = deps.db;
  }

  async accept(request: IncomingRequest): Promise<IntakeOutcome> {
    for (let run = 1; ; run += 1) {
      try {
        return await this.#accept(request);
      } catch (error) {
        const waited = error instanceof StatementRefused && error.sqlState === lockNotAvailable;
        if (!waited && !(error instanceof WriteConflict)) throw error;
        if (!waited && run < maxRuns) continue;
        throw request.keptAnswer
          ? new IdempotencyKeyInUse()
          : new DependencyUnavailable('postgresql', { cause: error });
      }
    }
  }

  async #accept({ task, onRepeat, receivedAt, keyUntil, keptAnswer }: IncomingRequest): Promise<IntakeOutcome> {
    const { rows } = await sql<{ outcome: IntakeOutcome }>`
      select accept_request(${task.key}, ${receivedAt}, ${keyUntil}, ${JSON.stringify(toTaskRow(task))}::json,
        ${onRepeat && JSON.stringify(toTaskRow(onRepeat))}::json,
        ${keptAnswer && JSON.stringify(toAnswerRow(keptAnswer))}::json) as outcome`.execute(this.#db);
    const [row] = rows;
    if (row === undefined) throw new TypeError('accept_request returns one row');
    return row.outcome;
  }
}

function toAnswerRow({ id, fingerprint, answer, createdAt, expiresAt }: KeptAnswer): object {
  return { id, fingerprint, ...answer, created_at: createdAt, expires_at: expiresAt };
}
