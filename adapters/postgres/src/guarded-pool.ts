import { DependencyUnavailable } from '@users/application';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { translateError } from './constraint-errors.ts';
import { StatementNames } from './statement-names.ts';

/**
 * The driver's pool as Kysely wants it, with three differences: errors leave it in the words of the ports, a
 * statement that comes again is parsed once for each connection, and one that gives no answer is not used again.
 */
export class GuardedPool implements PostgresPool {
  readonly options: object;
  readonly #pool: pg.Pool;
  readonly #names: StatementNames | null;

  constructor(pool: pg.Pool, options: { preparedStatements: boolean }) {
    this.#pool = pool;
    this.options = pool.options;
    this.#names = options.preparedStatements ? new StatementNames() : null;
  }

  /** @throws DependencyUnavailable when there is no connection to be had */
  async connect(): Promise<PostgresPoolClient> {
    try {
      return new GuardedClient(await this.#pool.connect(), this.#names);
    } catch (error) {
      throw new DependencyUnavailable('postgresql', { cause: error });
    }
  }

  async end(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }
}

class GuardedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #names: StatementNames | null;
  /** An answer is overdue: it may still come, and must not be taken for that to a later statement. */
  #silent = false;

  constructor(client: pg.PoolClient, names: StatementNames | null) {
    this.#client = client;
    this.#names = names;
  }

  query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>;
  query(cursor: object): never;
  query<Row>(text: string | object, values: readonly unknown[] = []): Promise<PostgresQueryResult<Row>> {
    if (typeof text !== 'string') throw new TypeError('Cursors are not used here.');
    return this.#run(text, values);
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#silent);
  }

  async #run<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    // A roll-back, too, would wait for an answer.
    if (this.#silent) throw new DependencyUnavailable('postgresql');
    const name = this.#names?.nameOf(text);
    const query = { text, values: [...values], ...(name === undefined ? {} : { name }) };
    try {
      const { command, rowCount, rows } = await this.#client.query<Row & pg.QueryResultRow>(query);
      return { command: command as PostgresQueryResult<Row>['command'], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      this.#silent ||= isOverdue(error);
      throw translateError(error);
    }
  }
}

/** The driver gave up waiting (`query_timeout`); it has no code for that. */
function isOverdue(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
