import type { Clock, WaitingLinks } from '@users/application';
import type { Requester } from '@users/domain';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

export class PostgresWaitingLinks implements WaitingLinks {
  readonly #deps: { readonly db: Kysely<Tables>; readonly clock: Clock };

  /** @param deps.clock the one that the links' times were taken from */
  constructor(deps: { db: Kysely<Tables>; clock: Clock }) {
    this.#deps = deps;
  }

  async countOf({ kind, id }: Pick<Requester, 'kind' | 'id'>): Promise<number> {
    const { db, clock } = this.#deps;
    const now = clock.now();
    const { rows } = await sql<{ links: number }>`
      select (
        select count(*) from users
        where invited_by ->> 'id' = ${id} and invited_by ->> 'kind' = ${kind}
          and status = 'pending' and link_expires_at > ${now} and erased_at is null
      )::integer + (
        select count(*) from users
        where email_change -> 'requester' ->> 'id' = ${id} and email_change -> 'requester' ->> 'kind' = ${kind}
          and (email_change ->> 'expiresAt')::timestamptz > ${now} and erased_at is null
      )::integer as links`.execute(db);
    return rows[0]?.links ?? 0;
  }
}
