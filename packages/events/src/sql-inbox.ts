import type { InboxStorage, InboxTransaction } from './consumer.ts';
import type { UserPosition } from './user-position.ts';

/** What an inbox in tables asks of a PostgreSQL client: `pg`'s is one, and others are easily made one. */
export interface SqlClient {
  query(text: string, values: unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}

export interface SqlInboxTransaction<Client extends SqlClient> extends InboxTransaction {
  /** For the consumer's own writes, in the same transaction. */
  readonly client: Client;
}

export interface SqlInboxOptions<Client extends SqlClient> {
  /** Runs `work` between BEGIN and COMMIT on one connection; rolls back when it throws. */
  readonly transaction: <T>(work: (client: Client) => Promise<T>) => Promise<T>;
}

/**
 * The tables, to be made by the consumer's own migration. Rows of `event_inbox` that are older than Kafka's retention
 * can be deleted: what they stand for cannot come again.
 */
export const inboxTables = `
create table event_inbox (
  source     text        not null,
  id         text        not null,
  handled_at timestamptz not null default now(),
  primary key (source, id)
);
create table event_inbox_users (
  source   text    not null,
  subject  text    not null,
  stream   integer,
  sequence integer,
  primary key (source, subject)
);`;

/** An inbox in PostgreSQL tables: what was handled is remembered in the transaction of the consumer's own writes. */
export class SqlInboxStorage<Client extends SqlClient> implements InboxStorage<SqlInboxTransaction<Client>> {
  readonly #options: SqlInboxOptions<Client>;

  constructor(options: SqlInboxOptions<Client>) {
    this.#options = options;
  }

  /** The user's row is locked until the end: of several consumers that have events of one user the others wait. */
  async transaction<T>(
    user: { source: string; subject: string },
    work: (tx: SqlInboxTransaction<Client>) => Promise<T>,
  ): Promise<T> {
    return this.#options.transaction(async (client) => {
      const key = [user.source, user.subject];
      await client.query(
        'insert into event_inbox_users (source, subject) values ($1, $2) on conflict (source, subject) do nothing',
        key,
      );
      await client.query('select from event_inbox_users where source = $1 and subject = $2 for update', key);
      return work(inboxTransaction(client));
    });
  }
}

function inboxTransaction<Client extends SqlClient>(client: Client): SqlInboxTransaction<Client> {
  return {
    client,
    async hasSeen(source, id) {
      const { rows } = await client.query('select from event_inbox where source = $1 and id = $2', [source, id]);
      return rows.length > 0;
    },
    async remember(source, id) {
      await client.query('insert into event_inbox (source, id) values ($1, $2)', [source, id]);
    },
    async position(source, subject) {
      const { rows } = await client.query(
        'select stream, sequence from event_inbox_users where source = $1 and subject = $2',
        [source, subject],
      );
      return toPosition(rows[0]);
    },
    async advance(source, subject, { stream, sequence }) {
      await client.query('update event_inbox_users set stream = $3, sequence = $4 where source = $1 and subject = $2', [
        source,
        subject,
        stream,
        sequence,
      ]);
    },
  };
}

function toPosition(row: Record<string, unknown> | undefined): UserPosition | null {
  if (typeof row?.stream !== 'number' || typeof row.sequence !== 'number') return null;
  return { stream: row.stream, sequence: row.sequence };
}
