import { DependencyUnavailable } from '@users/application';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { translateError } from './constraint-errors.ts';
import { StatementNames } from './statement-names.ts';

/**
 * The driver's pool as Kysely wants it, with two differences: errors leave it in the words of the ports, and a
 * statement that comes again is parsed once for each connection.
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
    this.#client.release(destroy);
  }

  async #run<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    const name = this.#names?.nameOf(text);
    const query = { text, values: [...values], ...(name === undefined ? {} : { name }) };
    try {
      const { command, rowCount, rows } = await this.#client.query<Row & pg.QueryResultRow>(query);
      return { command: command as PostgresQueryResult<Row>['command'], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      throw translateError(error);
    }
  }
}
